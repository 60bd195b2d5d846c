import { localeOf } from '@/shared/time/format';

/** The name of a language (BCP 47) in the reader's language: `bn` is "Bangla". */
export function languageName(code: string, language: string): string {
  const names = new Intl.DisplayNames(localeOf(language), { type: 'language' });
  return names.of(code) ?? code;
}

/** Several of them as one phrase, such as "Bangla and English". */
export function languageNames(codes: readonly string[], language: string): string {
  return new Intl.ListFormat(localeOf(language), { type: 'conjunction', style: 'short' }).format(
    codes.map((code) => languageName(code, language)),
  );
}
