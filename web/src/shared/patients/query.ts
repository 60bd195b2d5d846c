/** What somebody typed to find a patient, in the form that the server's search reads. Pure. */

const BANGLA_ZERO = 0x09e6;
const MIN_LETTERS = 2;
const MIN_DIGITS = 3;

function asciiDigits(text: string): string {
  return text.replace(/[\u09e6-\u09ef]/g, (digit) =>
    String((digit.codePointAt(0) ?? BANGLA_ZERO) - BANGLA_ZERO),
  );
}

/** `17/5/1984`, `17.05.1984` and `1984-5-17` as `1984-05-17`; anything else as it is. */
function isoDay(text: string): string | null {
  const dayFirst = /^(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})$/.exec(text);
  const yearFirst = /^(\d{4})[./-](\d{1,2})[./-](\d{1,2})$/.exec(text);
  const [year, month, day] =
    dayFirst === null
      ? [yearFirst?.[1], yearFirst?.[2], yearFirst?.[3]]
      : [dayFirst[3], dayFirst[2], dayFirst[1]];
  if (year === undefined || month === undefined || day === undefined) {
    return null;
  }
  try {
    return Temporal.PlainDate.from(
      { year: Number(year), month: Number(month), day: Number(day) },
      { overflow: 'reject' },
    ).toString();
  } catch {
    return null;
  }
}

/** The search to send, or `null` while too little was typed to look for one person. */
export function patientQuery(typed: string): string | null {
  const text = asciiDigits(typed).trim().replace(/\s+/g, ' ');
  const day = isoDay(text);
  if (day !== null) {
    return day;
  }
  const letters = text.replace(/[^\p{L}\p{M}]/gu, '').length;
  const digits = text.replace(/\D/g, '').length;
  return letters >= MIN_LETTERS || digits >= MIN_DIGITS ? text : null;
}

export interface PatientSeed {
  full_name: string;
  mobile: string;
  date_of_birth: string;
}

/** What was typed, as the beginning of a registration: nobody types it twice. */
export function seedOf(typed: string): PatientSeed {
  const text = asciiDigits(typed).trim().replace(/\s+/g, ' ');
  const day = isoDay(text);
  const isNumber = day === null && /^[+\d][\d\s()-]*$/.test(text);
  return {
    full_name: day === null && !isNumber ? text : '',
    mobile: isNumber ? text : '',
    date_of_birth: day ?? '',
  };
}

/** Whole years since birth. */
export function ageOn(born: string, day: string): number {
  return Temporal.PlainDate.from(born).until(Temporal.PlainDate.from(day), {
    largestUnit: 'year',
  }).years;
}
