/** Amounts as people type them, as the API takes them. */

const BANGLA_ZERO = 0x09e6;
const ARABIC_ZERO = 0x0660;

/** Digits of other scripts as the digits that machines read. */
export function latinDigits(text: string): string {
  return text.replace(/[০-৯٠-٩]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (code >= BANGLA_ZERO ? BANGLA_ZERO : ARABIC_ZERO));
  });
}

/**
 * The decimal of a typed amount: `1,200.5` is `1200.50`, `750` is `750.00`.
 *
 * A comma groups thousands, unless it stands where only a decimal mark can. `null`: no amount.
 */
export function parseAmount(typed: string): string | null {
  const text = latinDigits(typed).replace(/[\s\u00a0\u202f']/g, '');
  const plain = /^\d+,\d{1,2}$/.test(text) ? text.replace(',', '.') : text.replaceAll(',', '');
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(plain);
  if (match === null) {
    return null;
  }
  const whole = (match[1] ?? '0').replace(/^0+(?=\d)/, '');
  return `${whole}.${(match[2] ?? '').padEnd(2, '0')}`;
}
