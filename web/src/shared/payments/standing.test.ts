import { describe, expect, it } from 'vitest';

import type { Money } from '@/client';

import {
  isOwing,
  isPositive,
  lessThat,
  negative,
  outstandingOf,
  shownStanding,
  standingOf,
  sumOf,
} from './standing';

function taka(amount: string): Money {
  return { amount, currency: 'BDT' };
}

describe('what is left of a fee', () => {
  it('is exact where floats are not', () => {
    expect(lessThat(taka('0.30'), taka('0.10')).amount).toBe('0.20');
    expect(lessThat(taka('9999999999.99'), taka('0.01')).amount).toBe('9999999999.98');
  });

  it('reads amounts with and without decimals', () => {
    expect(outstandingOf({ fee: taka('500'), paid: taka('0.05') })).toEqual(taka('499.95'));
    expect(
      lessThat({ amount: '3500', currency: 'JPY' }, { amount: '500', currency: 'JPY' }),
    ).toEqual({
      amount: '3000',
      currency: 'JPY',
    });
  });

  it('adds up', () => {
    expect(sumOf(['0.10', '0.20', '-0.05'])).toBe('0.25');
    expect(sumOf([])).toBe('0');
  });

  it('may be below nothing, and turned round', () => {
    expect(lessThat(taka('5.00'), taka('7.50')).amount).toBe('-2.50');
    expect(negative(taka('12.05')).amount).toBe('-12.05');
    expect(negative(taka('-0.05')).amount).toBe('0.05');
  });
});

describe('how a visit stands', () => {
  it.each([
    ['0.00', '0.00', 'free'],
    ['500.00', '0.00', 'open'],
    ['500.00', '499.99', 'part'],
    ['500.00', '500', 'paid'],
    ['500.00', '600.00', 'paid'],
  ])('a fee of %s with %s paid is %s', (fee, paid, standing) => {
    expect(standingOf({ fee: taka(fee), paid: taka(paid) })).toBe(standing);
  });

  it('says nothing of an open fee before the patient is here', () => {
    const visit = { fee: taka('500.00'), paid: taka('0.00') };
    expect(shownStanding({ ...visit, status: 'confirmed' })).toBeNull();
    expect(shownStanding({ ...visit, status: 'checked_in' })).toBe('open');
    expect(shownStanding({ ...visit, paid: taka('500.00'), status: 'cancelled' })).toBe('paid');
  });

  it('asks for money only of who was here', () => {
    const visit = { fee: taka('500.00'), paid: taka('100.00') };
    expect(isOwing({ ...visit, status: 'completed' })).toBe(true);
    expect(isOwing({ ...visit, status: 'no_show' })).toBe(false);
    expect(isOwing({ ...visit, paid: taka('500.00'), status: 'completed' })).toBe(false);
  });

  it('counts no amount below nothing as one', () => {
    expect(isPositive(taka('0.00'))).toBe(false);
    expect(isPositive(taka('-1.00'))).toBe(false);
    expect(isPositive(taka('0.01'))).toBe(true);
  });
});
