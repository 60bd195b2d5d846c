import type { Choice } from '@/shared/forms/choices';
import { LANGUAGES } from '@/shared/i18n/i18n';

/** The languages of the app, and the one that is chosen. */
export function localeChoices(chosen: string): Choice[] {
  const known: Choice[] = LANGUAGES.map(({ code, name }) => ({ value: code, label: name }));
  return known.some(({ value }) => value === chosen)
    ? known
    : [...known, { value: chosen, label: chosen }];
}
