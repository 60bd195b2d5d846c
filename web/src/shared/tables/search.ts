/** Reading typed filters from the address; what is not understood counts as not given. */

export type RawSearch = Record<string, unknown>;

/** A number is a text too: the router reads `?q=123` as one. */
export function textParam(raw: unknown): string | undefined {
  if (typeof raw === 'number') {
    return String(raw);
  }
  return typeof raw === 'string' && raw !== '' ? raw : undefined;
}

export function choiceParam<T extends string>(raw: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === raw);
}

/** Only what differs from the default stands in the address. */
export function flagParam(raw: unknown): true | undefined {
  return raw === true || raw === 'true' ? true : undefined;
}

export function dayParam(raw: unknown): string | undefined {
  if (typeof raw !== 'string') {
    return undefined;
  }
  try {
    return Temporal.PlainDate.from(raw).toString();
  } catch {
    return undefined;
  }
}

/** The id of what is open beside the list, or `new` for an empty form. */
export const NEW = 'new';
