import { beforeEach, expect, it } from 'vitest';

import { dropDraft, keepDraft, readDraft } from './draft';

const EMPTY = { reason: '', symptoms: '' };

beforeEach(() => sessionStorage.clear());

it('is there again after a reload', () => {
  keepDraft({ reason: 'Cough', symptoms: 'Since Monday' }, 'rahim');

  expect(readDraft('rahim')).toEqual({ reason: 'Cough', symptoms: 'Since Monday' });
});

it('is nothing for the next account in this tab', () => {
  keepDraft({ reason: 'Cough', symptoms: '' }, 'rahim');

  expect(readDraft('karim')).toEqual(EMPTY);
  expect(readDraft(undefined)).toEqual(EMPTY);
});

it('is gone once it was used', () => {
  keepDraft({ reason: 'Cough', symptoms: '' }, 'rahim');
  dropDraft();

  expect(readDraft('rahim')).toEqual(EMPTY);
});

it.each(['', '{', '5', 'null', '{"reason":5,"by":"rahim"}'])('survives nonsense: %s', (stored) => {
  sessionStorage.setItem('praxis-booking-draft', stored);

  expect(readDraft('rahim')).toEqual(EMPTY);
});
