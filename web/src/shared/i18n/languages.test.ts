// @vitest-environment node
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type * as Languages from './languages';
import { directionOf, LANGUAGES } from './languages';

describe('the languages of the app', () => {
  it('are its folders, English first, by their own names', () => {
    expect(LANGUAGES).toEqual([
      { code: 'en', name: 'English' },
      { code: 'bn', name: 'বাংলা' },
    ]);
  });

  it.each([
    ['en', 'ltr'],
    ['bn', 'ltr'],
    ['ar-XB', 'rtl'],
    ['ur', 'rtl'],
    ['he', 'rtl'],
    ['pa-Arab', 'rtl'],
    ['pa', 'ltr'],
  ])('%s is written %s', (language, direction) => {
    expect(directionOf(language)).toBe(direction);
  });
});

describe('a folder more', () => {
  let copy: string;
  let found: typeof Languages;
  let close: () => Promise<void>;

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'praxis-languages-'));
    await mkdir(join(copy, 'shared'));
    await cp(import.meta.dirname, join(copy, 'shared/i18n'), { recursive: true });
    await cp(join(import.meta.dirname, '../../locales'), join(copy, 'locales'), {
      recursive: true,
    });
    await mkdir(join(copy, 'locales/tlh'));
    await writeFile(
      join(copy, 'locales/tlh/common.json'),
      JSON.stringify({ action: { save: 'choq' } }),
    );
    const server = await createServer({
      root: copy,
      configFile: false,
      logLevel: 'error',
      cacheDir: join(copy, '.vite'),
      server: { middlewareMode: true, ws: false, watch: null },
      optimizeDeps: { noDiscovery: true },
    });
    close = () => server.close();
    found = (await server.ssrLoadModule('/shared/i18n/languages.ts')) as typeof Languages;
  });

  afterAll(async () => {
    await close();
    await rm(copy, { recursive: true });
  });

  it('is a language more', () => {
    expect(found.LANGUAGES.map(({ code }) => code)).toEqual(['en', 'bn', 'tlh']);
    expect(found.LANGUAGES.at(-1)?.name).not.toBe('');
  });

  it('has its own texts, and English where it has none yet', async () => {
    const own = await found.textsOf('tlh', 'common')?.();
    const english = await found.textsOf('tlh', 'visits')?.();
    expect(own?.default).toEqual({ action: { save: 'choq' } });
    expect(english?.default).toEqual((await found.textsOf('en', 'visits')?.())?.default);
    expect(found.textsOf('tlh', 'nowhere')).toBeUndefined();
  });
});
