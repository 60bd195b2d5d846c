// Without letters and digits that are mistaken for one another when read out.
const SIGNS = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789';
const GROUPS = 4;
const GROUP = 4;

function group(): string {
  const random = crypto.getRandomValues(new Uint32Array(GROUP));
  return Array.from(random, (number) => SIGNS[number % SIGNS.length]).join('');
}

/** A first password to pass on: 16 signs in groups, more than 90 bits of chance. */
export function suggestPassword(): string {
  for (;;) {
    const password = Array.from({ length: GROUPS }, group).join('-');
    // What the strictest policy of Praxis asks for; the hyphens are the special characters.
    if (/[a-z]/.test(password) && /[A-Z]/.test(password) && /\d/.test(password)) {
      return password;
    }
  }
}
