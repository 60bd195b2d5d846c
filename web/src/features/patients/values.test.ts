import { describe, expect, it } from 'vitest';

import { bodyOf, changesBodyOf, NOBODY } from './values';

describe('what is sent of a form', () => {
  it('says that an empty field is not known', () => {
    const body = bodyOf({ ...NOBODY, full_name: ' Rahima Khatun ', mobile: '01712345678' });
    expect(body).toMatchObject({
      full_name: 'Rahima Khatun',
      sex: 'unknown',
      mobile: '01712345678',
      email: null,
      date_of_birth: null,
    });
  });

  it('names only what changed', () => {
    expect(changesBodyOf({ address: '', mobile: ' 0171 ' })).toEqual({
      address: null,
      mobile: '0171',
    });
    expect(changesBodyOf({})).toEqual({});
  });
});
