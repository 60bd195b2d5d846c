import { describe, expect, it } from 'vitest';

import { fieldProblems } from './field-problems';

function refusal(...pointers: string[]) {
  return {
    type: 'urn:praxis:problem:invalid',
    title: 'The request has values to mend',
    status: 422,
    detail: 'See errors.',
    code: 'invalid',
    errors: pointers.map((pointer) => ({ pointer, code: 'bad', detail: `mend ${pointer}` })),
  };
}

describe('objections of the server', () => {
  it('go to the fields that they name', () => {
    expect(fieldProblems(refusal('/email', '/mobile'), ['email', 'mobile'])).toEqual({
      fields: { email: 'mend /email', mobile: 'mend /mobile' },
      rest: false,
    });
  });

  it('stay beside the form where it has no such field', () => {
    expect(fieldProblems(refusal('/email', '/locale'), ['email']).rest).toBe(true);
  });

  it('stay beside the form when they name no field', () => {
    expect(fieldProblems(refusal(), ['email'])).toEqual({ fields: {}, rest: true });
    expect(fieldProblems(new TypeError('offline'), ['email']).rest).toBe(true);
  });

  it('find a field under its name in the form', () => {
    expect(fieldProblems(refusal('/a/amount'), ['fee'], { 'a.amount': 'fee' }).fields).toEqual({
      fee: 'mend /a/amount',
    });
  });
});
