/** The languages of the app: one folder of `src/locales` each, found when the app is built. */

export interface Texts {
  [key: string]: string | Texts;
}

type Load = () => Promise<{ default: Texts }>;

const SOURCE = 'en';
const RIGHT_TO_LEFT_SCRIPTS = new Set(['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Syrc', 'Thaa']);

const files: Record<string, Load> = import.meta.glob<{ default: Texts }>('../../locales/*/*.json');

/** Languages that people can choose, English first, each by its own name. */
export const LANGUAGES = [
  ...new Set(Object.keys(files).map((path) => path.split('/').at(-2) ?? '')),
]
  .toSorted((a, b) => Number(b === SOURCE) - Number(a === SOURCE) || a.localeCompare(b))
  .map((code) => ({ code, name: ownName(code) }));

/** The texts of a namespace; in English where the language has no such file. */
export function textsOf(language: string, namespace: string): Load | undefined {
  const path = (code: string) => `../../locales/${code}/${namespace}.json`;
  return files[path(language)] ?? files[path(SOURCE)];
}

export function directionOf(language: string): 'ltr' | 'rtl' {
  const { script = '' } = new Intl.Locale(language).maximize();
  return RIGHT_TO_LEFT_SCRIPTS.has(script) ? 'rtl' : 'ltr';
}

function ownName(code: string): string {
  return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
}
