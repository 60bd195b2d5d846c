import { describe, expect, it } from 'vitest';

import { emailFault, orNull, repeatFault, required } from './rules';

describe('fields of an account', () => {
  it('ask for what is needed', () => {
    expect(required('  ')).toBe('required');
    expect(required('Rahim')).toBeNull();
  });

  it('tell a mistyped e-mail, and leave the fine points to the server', () => {
    expect(emailFault('')).toBe('required');
    expect(emailFault('rahim@example')).toBe('email');
    expect(emailFault('ra him@example.org')).toBe('email');
    expect(emailFault(' rahim@example.org ')).toBeNull();
    expect(emailFault('রহিম@উদাহরণ.বাংলা')).toBeNull();
  });

  it('compare the repeated password as it is', () => {
    expect(repeatFault('a b', 'a b')).toBeNull();
    expect(repeatFault('a b ', 'a b')).toBe('password_differs');
  });

  it('send nothing for an empty field', () => {
    expect(orNull('  ')).toBeNull();
    expect(orNull(' +8801712345678 ')).toBe('+8801712345678');
  });
});
