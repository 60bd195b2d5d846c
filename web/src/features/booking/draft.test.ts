import { beforeEach, expect, it } from 'vitest';

import { dropDraft, keepDraft, readDraft } from './draft';

const EMPTY = { reason: '', symptoms: '' };

beforeEach(() => sessionStorage.clear());

it('is there again after a reload', () => {
  keepDraft({ reason: 'Cough', symptoms: 'Since Monday' });

  expect(readDraft()).toEqual({ reason: 'Cough', symptoms: 'Since Monday' });
});

it('is gone once it was used', () => {
  keepDraft({ reason: 'Cough', symptoms: '' });
  dropDraft();

  expect(readDraft()).toEqual(EMPTY);
});

it.each(['', '{', '5', 'null', '{"reason":5}'])('survives nonsense: %s', (stored) => {
  sessionStorage.setItem('praxis-booking-draft', stored);

  expect(readDraft()).toEqual(EMPTY);
});
