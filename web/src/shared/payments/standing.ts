/** What is paid of a fee and what is left. Amounts are decimal texts and never become floats. Pure. */

import type { AppointmentRead, Money, Status } from '@/client';

const AMOUNT = /^(-?)(\d+)(?:\.(\d+))?$/;

interface Exact {
  units: bigint;
  /** How many of its digits stand behind the point. */
  places: number;
}

function read(amount: string): Exact {
  const [, sign = '', whole = '0', part = ''] = AMOUNT.exec(amount) ?? [];
  return { units: BigInt(`${sign}${whole}${part}`), places: part.length };
}

function scaled({ units, places }: Exact, to: number): bigint {
  return units * 10n ** BigInt(to - places);
}

function written(units: bigint, places: number): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const sign = units < 0n ? '-' : '';
  return places === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-places)}`;
}

/** `one` less `other`, which is of the same currency. */
export function lessThat(one: Money, other: Money): Money {
  const [a, b] = [read(one.amount), read(other.amount)];
  const places = Math.max(a.places, b.places);
  return {
    amount: written(scaled(a, places) - scaled(b, places), places),
    currency: one.currency,
  };
}

/** The sum of amounts of one currency. */
export function sumOf(amounts: readonly string[]): string {
  const exact = amounts.map(read);
  const places = Math.max(0, ...exact.map((each) => each.places));
  return written(
    exact.reduce((sum, each) => sum + scaled(each, places), 0n),
    places,
  );
}

export function isPositive({ amount }: Money): boolean {
  return read(amount).units > 0n;
}

/** As much the other way: what was given back, beside what was received. */
export function negative(money: Money): Money {
  return lessThat({ amount: '0', currency: money.currency }, money);
}

export type Standing = 'free' | 'open' | 'part' | 'paid';

interface Account {
  fee: Money;
  paid: Money;
}

export function outstandingOf({ fee, paid }: Account): Money {
  return lessThat(fee, paid);
}

export function standingOf(account: Account): Standing {
  if (!isPositive(account.fee)) {
    return 'free';
  }
  if (!isPositive(outstandingOf(account))) {
    return 'paid';
  }
  return isPositive(account.paid) ? 'part' : 'open';
}

/** The patient was here: now the fee is due. Before, that nothing is paid says nothing. */
export const DUE: Status[] = ['checked_in', 'in_progress', 'completed'];

export type ShownStanding = Exclude<Standing, 'free'>;

type Visit = Pick<AppointmentRead, 'fee' | 'paid' | 'status'>;

/** What is worth saying of a visit; `null` where there is nothing to pay, or not yet. */
export function shownStanding(visit: Visit): ShownStanding | null {
  const standing = standingOf(visit);
  return standing === 'free' || (standing === 'open' && !DUE.includes(visit.status))
    ? null
    : standing;
}

/** Whether the desk should ask for money. */
export function isOwing(visit: Visit): boolean {
  return DUE.includes(visit.status) && isPositive(outstandingOf(visit));
}
