export const MIN_PASSWORD_LENGTH = 8;

/**
 * What a form can see of a new password; whether it is easy to guess the server says.
 *
 * Length is counted in characters as the server does, whatever keyboard composed them.
 */
export function newPasswordFault(value: string): 'required' | 'password_short' | null {
  if (value === '') {
    return 'required';
  }
  return Array.from(value.normalize('NFKC')).length < MIN_PASSWORD_LENGTH ? 'password_short' : null;
}
