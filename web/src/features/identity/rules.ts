/** What a form can see by itself; all else the server says. Each answers with a key of the texts. */

export const MIN_PASSWORD_LENGTH = 8;

type Fault = 'required' | 'email' | 'password_short' | 'password_differs';

export function required(value: string): Fault | null {
  return value.trim() === '' ? 'required' : null;
}

export function emailFault(value: string): Fault | null {
  const shape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
  return required(value) ?? (shape.test(value.trim()) ? null : 'email');
}

/** Length is counted in characters as the server does, whatever keyboard composed them. */
export function newPasswordFault(value: string): Fault | null {
  if (value === '') {
    return 'required';
  }
  return Array.from(value.normalize('NFKC')).length < MIN_PASSWORD_LENGTH ? 'password_short' : null;
}

export function repeatFault(value: string, password: string): Fault | null {
  return value === password ? null : 'password_differs';
}

/** `null` for what was left empty, as the API wants it. */
export function orNull(value: string): string | null {
  return value.trim() === '' ? null : value.trim();
}
