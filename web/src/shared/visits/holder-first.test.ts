import { expect, it } from 'vitest';

import type { PatientSummary } from '@/client';

import { holderFirst } from './holder-first';

it('puts the holder of the account first and keeps the others in order', () => {
  const named = (full_name: string, is_account_holder = false) =>
    ({ full_name, is_account_holder }) as PatientSummary;
  // A father and a son of one name are told apart.
  const people = [named('Anika'), named('Karim'), named('Karim', true), named('Rakib')];

  expect(holderFirst(people).map((one) => [one.full_name, one.is_account_holder])).toEqual([
    ['Karim', true],
    ['Anika', false],
    ['Karim', false],
    ['Rakib', false],
  ]);
});
