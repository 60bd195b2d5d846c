import { describe, expect, it } from 'vitest';

import { newPasswordFault } from './password-rules';

describe('a new password', () => {
  it('counts its characters, not its bytes or halves', () => {
    expect(newPasswordFault('')).toBe('required');
    expect(newPasswordFault('short')).toBe('password_short');
    expect(newPasswordFault('😀😀😀😀')).toBe('password_short');
    expect(newPasswordFault('        ')).toBeNull();
    expect(newPasswordFault('nine blue herons')).toBeNull();
  });
});
