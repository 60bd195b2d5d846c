import i18next, { type BackendModule, type ReadCallback } from 'i18next';
import { initReactI18next } from 'react-i18next';

import { directionOf, LANGUAGES, textsOf } from './languages';
import { pseudo, PSEUDO_RTL } from './pseudo';

const STORED = 'praxis-language';

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language: string, namespace: string, done: ReadCallback) => {
    const source = language === PSEUDO_RTL ? 'en' : language;
    const load = textsOf(source, namespace);
    if (load === undefined) {
      done(new Error(`no texts for ${language}/${namespace}`), null);
      return;
    }
    load().then(
      ({ default: texts }) => done(null, language === PSEUDO_RTL ? pseudo(texts) : texts),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    );
  },
};

/** `?lng=` of the address, else what was chosen before, else what the browser prefers. */
function preferredLanguage(): string {
  const known = [...LANGUAGES.map(({ code }) => code), PSEUDO_RTL];
  const asked = new URLSearchParams(location.search).get('lng');
  const wanted = [asked, localStorage.getItem(STORED), ...navigator.languages];
  return (
    wanted
      .flatMap((code) => (code === null ? [] : [code, code.replace(/-.*/, '')]))
      .find((code) => known.includes(code)) ?? 'en'
  );
}

export async function chooseLanguage(language: string): Promise<void> {
  localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
}

/** Fetches texts beside the code of a page, not after it. */
export function fetchTexts(...namespaces: string[]): void {
  void i18next.loadNamespaces(namespaces);
}

function tellTheDocument(language: string): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

i18next.on('languageChanged', tellTheDocument);

void i18next
  .use(backend)
  .use(initReactI18next)
  .init({
    lng: preferredLanguage(),
    // Translations are complete, a test holds them to it: nobody loads texts of two languages. The
    // made-up one has the plural forms of English under the rules of Arabic.
    fallbackLng: { [PSEUDO_RTL]: ['en'], default: [] },
    load: 'currentOnly',
    ns: ['common'],
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    react: { useSuspense: true },
  });

export { directionOf, i18next, LANGUAGES };
