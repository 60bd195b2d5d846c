/** A made-up right-to-left language: shows strings that were not translated and mirrored layouts. */

export const PSEUDO_RTL = 'ar-XB';

interface Texts {
  [key: string]: string | Texts;
}

const ACCENTED: Record<string, string> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  A: 'Á',
  E: 'É',
  I: 'Í',
  O: 'Ó',
  U: 'Ú',
  n: 'ñ',
  c: 'ç',
};

const OVERRIDE = '‮';
const END = '‬';

/** Accents and mirrors the letters, and leaves placeholders (`{{name}}`, `$t(key)`, `<0>`) alone. */
export function pseudoText(text: string): string {
  return text
    .split(/(\{\{.*?\}\}|\$t\(.*?\)|<\/?\w+\/?>)/)
    .map((piece, index) => {
      if (index % 2 === 1 || piece.trim() === '') {
        return piece;
      }
      const accented = piece.replace(/[aeiouAEIOUnc]/g, (letter) => ACCENTED[letter] ?? letter);
      return `${OVERRIDE}${accented}${END}`;
    })
    .join('');
}

export function pseudo(texts: Texts): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [
      key,
      typeof value === 'string' ? pseudoText(value) : pseudo(value),
    ]),
  );
}
