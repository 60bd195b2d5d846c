/** What a page says, and which of it came from the server: the rest is the app's own to translate. */

import { readdirSync, readFileSync } from 'node:fs';

import type { Page } from '@playwright/test';

interface Texts {
  [key: string]: string | Texts;
}

function flat(texts: Texts, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : flat(value, `${path}${key}.`),
  );
}

/** Every text of a language by its key. */
export function textsOf(language: string): Map<string, string> {
  const folder = new URL(`../../src/locales/${language}/`, import.meta.url);
  return new Map(
    readdirSync(folder).flatMap((file) =>
      flat(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Texts, `${file}:`),
    ),
  );
}

/** Instants, days, ids, codes and amounts: pages show none of them as they are. */
const RAW =
  /^(\d{4}-\d\d-\d\d.*|[\da-f]{8}-[\da-f-]{27}|[a-z_.]+|[A-Z]{2,3}|-?\d+(\.\d+)?|\d\d:\d\d(:\d\d)?)$/;

/** Short words and codes that people or programs choose themselves. */
const ENTERED = new Set(['tags', 'tag', 'subdivision', 'server_version']);

function stringsIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    return RAW.test(value) && !ENTERED.has(key) ? [] : [value];
  }
  if (Array.isArray(value)) {
    return value.flatMap((each) => stringsIn(each, key));
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, each]) => stringsIn(each, name))
    : [];
}

const WORD = /\p{Script=Latin}[\p{Script=Latin}'’]*|\d+/gu;
/** Of a name, on the picture of an account. */
const INITIALS = /^\p{Lu}{1,2}$/u;
const TELEPHONE = /\+\d[\d ]+\d/g;

/** The words and numbers that people have entered, as far as this page was told them. */
export class Data {
  readonly values = new Set<string>();
  readonly #words = new Set<string>();
  readonly #reading: Promise<void>[] = [];

  constructor(page: Page) {
    page.on('response', (response) => {
      const json = response.headers()['content-type']?.includes('json') ?? false;
      if (json && response.url().includes('/api/')) {
        this.#reading.push(
          response.json().then(
            (body) => this.learn(stringsIn(body)),
            () => undefined,
          ),
        );
      }
    });
  }

  learn(values: readonly string[]): void {
    for (const value of values) {
      this.values.add(value);
      for (const word of value.match(WORD) ?? []) {
        this.#words.add(word);
      }
    }
  }

  async read(): Promise<void> {
    await Promise.all(this.#reading);
  }

  /** The words of a text that nobody entered. */
  strangersIn(text: string): string[] {
    if (INITIALS.test(text)) {
      return [];
    }
    const words = text.replaceAll(TELEPHONE, '').match(WORD) ?? [];
    return words.filter((word) => !this.#words.has(word));
  }
}

/** All that a page says to eyes and ears: texts, names of controls, hints, its title. */
export async function said(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const language = document.documentElement.lang;
    // A word of another language is marked as such; keys and codes have no language.
    const foreign = (element: Element) =>
      (element.closest('[lang]')?.getAttribute('lang') ?? language) !== language ||
      element.closest('kbd, code, script, style, noscript, option') !== null;
    const spoken: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, nodeValue } = walker.currentNode;
      if (
        parentElement !== null &&
        !foreign(parentElement) &&
        parentElement.checkVisibility({ visibilityProperty: true })
      ) {
        spoken.push(nodeValue ?? '');
      }
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-roledescription']) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        if (!foreign(element) && element.checkVisibility({ visibilityProperty: true })) {
          spoken.push(element.getAttribute(name) ?? '');
        }
      }
    }
    return [...new Set(spoken.map((text) => text.trim()).filter((text) => text !== ''))];
  });
}
