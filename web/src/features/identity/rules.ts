/** What a form can see by itself; all else the server says. Each answers with a key of the texts. */

export function required(value: string): 'required' | null {
  return value.trim() === '' ? 'required' : null;
}

export function emailFault(value: string): 'required' | 'email' | null {
  const shape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
  return required(value) ?? (shape.test(value.trim()) ? null : 'email');
}

export function repeatFault(value: string, password: string): 'password_differs' | null {
  return value === password ? null : 'password_differs';
}

/** `null` for what was left empty, as the API wants it. */
export function orNull(value: string): string | null {
  return value.trim() === '' ? null : value.trim();
}
