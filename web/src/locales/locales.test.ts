import { describe, expect, it } from 'vitest';

import { LANGUAGES } from '@/shared/i18n/i18n';

interface Texts {
  [key: string]: string | Texts;
}

const files = import.meta.glob<Texts>('./*/*.json', { eager: true, import: 'default' });
const english = Object.keys(files).filter((path) => path.startsWith('./en/'));
const translations = LANGUAGES.filter(({ code }) => code !== 'en').map(({ code }) => code);

function flat(texts: Texts, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}

function placeholders(text: string): string[] {
  return (text.match(/\{\{.*?\}\}|<\/?\w+\/?>/g) ?? []).toSorted();
}

/** Without the form of its number: other languages have fewer or more of those. */
function keyOf(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, '');
}

function keysOf(texts: Map<string, string>): string[] {
  return [...new Set([...texts.keys()].map(keyOf))].toSorted();
}

describe.each(translations)('texts in %s', (language) => {
  it.each(english)('are complete for %s', (path) => {
    const original = flat(files[path] ?? {});
    const translated = flat(files[path.replace('/en/', `/${language}/`)] ?? {});

    expect(keysOf(translated)).toEqual(keysOf(original));
    for (const [key, text] of translated) {
      const source = original.get(key) ?? original.get(`${keyOf(key)}_other`) ?? '';
      expect(text, key).not.toBe('');
      expect(placeholders(text), key).toEqual(placeholders(source));
    }
  });
});

describe('texts', () => {
  it.each(Object.keys(files))('of %s are normalised and have no stray spaces', (path) => {
    for (const [key, text] of flat(files[path] ?? {})) {
      expect(text, key).toBe(text.trim().normalize('NFC'));
    }
  });
});
