import { describe, expect, it } from 'vitest';

import { tokenOf, tokenSearch } from './link-token';

describe('the token of a mailed link', () => {
  it('stands after the hash or in the query', () => {
    expect(tokenOf('#token=AZ0x-_9', {})).toBe('AZ0x-_9');
    expect(tokenOf('token=AZ0x', { token: 'other' })).toBe('AZ0x');
    expect(tokenOf('', tokenSearch({ token: 'AZ0x' }))).toBe('AZ0x');
  });

  it('may be missing', () => {
    expect(tokenOf('', {})).toBeNull();
    expect(tokenOf('#top', tokenSearch({ token: 5 }))).toBeNull();
  });
});
