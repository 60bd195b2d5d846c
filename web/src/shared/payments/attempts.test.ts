import { describe, expect, it } from 'vitest';

import type { PaymentRead } from '@/client';

import { Attempts, isOfAnother, isUnanswered } from './attempts';

const quarter = {
  amount: { amount: '125', currency: 'BDT' },
  method: 'cash',
  reference: null,
} as const;
const withReference = { ...quarter, reference: 'X-1' };
const lost = new TypeError('Failed to fetch');

function problem(status: number, code: string) {
  return { type: '', title: '', detail: '', status, code };
}

function paid(id: string, changes: Partial<PaymentRead> = {}): PaymentRead {
  return {
    id,
    amount: { amount: '125.00', currency: 'BDT' },
    method: 'cash',
    reference: null,
    reason: null,
    received_by: { id: 'me', full_name: 'Me' },
    ...changes,
  } as PaymentRead;
}

describe('an attempt without an answer', () => {
  it('lends its key to what is sent after it, whatever that is and from which form', () => {
    const attempts = new Attempts();
    const key = attempts.keyFor('a', quarter, { by: 'me', payments: [] });
    attempts.failed('a', quarter, lost);
    expect(attempts.keyFor('a', withReference, { by: 'me', payments: [] })).toBe(key);
    expect(attempts.keyFor('a', quarter, { by: 'me', payments: [] })).toBe(key);
    expect(attempts.keyFor('b', quarter, { by: 'me', payments: [] })).not.toBe(key);
  });

  it('keeps its key when what is sent after it is refused', () => {
    const attempts = new Attempts();
    const key = attempts.keyFor('a', quarter, { by: 'me', payments: [] });
    attempts.failed('a', quarter, problem(503, 'unavailable'));
    attempts.keyFor('a', withReference, { by: 'me', payments: [] });
    attempts.failed('a', withReference, problem(422, 'billing.more_than_owed'));
    expect(attempts.keyFor('a', { ...quarter, method: 'card' }, { by: 'me', payments: [] })).toBe(
      key,
    );
  });

  it('is over when it is found among the payments', () => {
    const attempts = new Attempts();
    const key = attempts.keyFor('a', quarter, { by: 'me', payments: [paid('before')] });
    attempts.failed('a', quarter, lost);
    expect(attempts.settle('a', [paid('before')])).toBeUndefined();
    expect(attempts.settle('a', [paid('before'), paid('x', { method: 'card' })])).toBeUndefined();
    const other = paid('y', { received_by: { id: 'other', full_name: 'Other' } });
    expect(attempts.settle('a', [paid('before'), other])).toBeUndefined();
    expect(attempts.settle('a', [paid('before'), paid('new')])?.id).toBe('new');
    expect(attempts.keyFor('a', quarter, { by: 'me', payments: [] })).not.toBe(key);
  });
});

describe('an attempt that was answered', () => {
  it('gives another body another key, and the same the same', () => {
    const attempts = new Attempts();
    const key = attempts.keyFor('a', quarter, { by: 'me', payments: [] });
    attempts.failed('a', quarter, problem(422, 'billing.more_than_owed'));
    expect(attempts.keyFor('a', quarter, { by: 'me', payments: [] })).toBe(key);
    expect(attempts.keyFor('a', withReference, { by: 'me', payments: [] })).not.toBe(key);
  });

  it('is over when it was carried out', () => {
    const attempts = new Attempts();
    const key = attempts.keyFor('a', quarter, { by: 'me', payments: [] });
    attempts.close('a');
    expect(attempts.settle('a', [paid('new')])).toBeUndefined();
    expect(attempts.keyFor('a', quarter, { by: 'me', payments: [] })).not.toBe(key);
  });
});

it('tells faults of the way from refusals', () => {
  expect([lost, problem(500, 'x'), problem(503, 'x')].every(isUnanswered)).toBe(true);
  expect(isUnanswered(problem(422, 'x'))).toBe(false);
  expect(isOfAnother(problem(422, 'idempotency.mismatch'))).toBe(true);
});
