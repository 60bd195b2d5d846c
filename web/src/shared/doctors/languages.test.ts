import { expect, it } from 'vitest';

import { languageName, languageNames } from './languages';

it('names a language in the language of the reader', () => {
  expect(languageName('de', 'en')).toBe('German');
  expect(languageName('de', 'bn')).toBe('জার্মান');
});

it('leaves a code alone that has no name', () => {
  expect(languageName('qqx', 'en')).toBe('qqx');
});

it('joins several into one phrase', () => {
  expect(languageNames(['de', 'en'], 'en')).toBe('German and English');
});
