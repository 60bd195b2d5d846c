/** Every page in Bangla, and in the made-up language that shows what was left untranslated. */

import type { Page } from '@playwright/test';

import { bookingAddress, dayOf } from './support/addresses';
import { newWord, type Api } from './support/api';
import { PAGES, VISITORS, type Visitor } from './support/sweep';
import { expect, expectNoSidewaysScroll, settled, test } from './support/test';
import { Data, said, textsOf } from './support/words';

/** What stands in Latin letters in every language. */
const EVERYWHERE = [
  ...['Praxis', 'MB', 'JPEG', 'PNG', 'WebP', 'PDF', 'ICD', 'BDT', 'BE', 'NY', 'ultrasound', 'ecg'],
  // Keys, as they are printed on the keyboard.
  ...['Enter', 'Escape', 'Control', 'M'],
  // Intl itself, and the zone of these browsers.
  ...['GMT', 'UTC', 'AM', 'PM', 'Europe/Lisbon'],
];

const english = textsOf('en');
const bangla = textsOf('bn');

/** English texts that are others in Bangla: none of them may be read there. */
const LEFT_OVER = new Set(
  [...english].filter(([key, text]) => bangla.get(key) !== text).map(([, text]) => text),
);

const DESKTOP = { width: 1280, height: 800 };

/** `name.of_a_text`, shown where the text itself is missing. */
const KEY = /^([a-z_]+:)?[a-z_]+(\.[a-z_0-9]+)+$/;

async function speak(page: Page, language: string): Promise<Data> {
  await page.addInitScript((code) => localStorage.setItem('praxis-language', code), language);
  const data = new Data(page);
  data.learn(EVERYWHERE);
  return data;
}

/** Pages that need something of their own to show: a visit, a record, a drawer, a dialog. */
async function deepPages(api: Api): Promise<Record<Visitor, string[]>> {
  const doctor = await api.newDoctor();
  const { email } = await api.registerPatient(`Shirin ${newWord()}`);
  const patient = await api.ownPatientId(email);
  const visit = await api.visitNow(doctor.id, patient);
  const slot = await api.changeableTime(doctor.id);
  const day = dayOf(visit.starts_at);
  const at = encodeURIComponent(slot.starts_at);
  return {
    nobody: [`/doctors/${doctor.id}`, bookingAddress(slot)],
    patient: [bookingAddress(await api.changeableTime((await api.newDoctor()).id))],
    doctor: [],
    desk: [
      `/board?place=${visit.location_id}&day=${day}&visit=${visit.id}`,
      `/board?place=${visit.location_id}&day=${dayOf(slot.starts_at)}&at=${at}&with=${doctor.id}`,
      `/book-for-patient?patient=${patient}&doctor=${doctor.id}&place=${visit.location_id}`,
      `/patients/${patient}`,
    ],
    admin: [
      '/admin/users?edit=new',
      '/admin/locations?edit=new',
      '/admin/visit-types?edit=new',
      '/admin/rooms?edit=new',
      `/admin/doctors?edit=${doctor.id}&part=visit_types`,
    ],
  };
}

for (const visitor of VISITORS) {
  test(`${visitor}: all in Bangla, numbers too`, async ({ api, page, pageOf, isMobile }) => {
    test.skip(isMobile, 'the same texts as on a desktop');
    test.slow();
    const seen = visitor === 'nobody' ? page : await pageOf(visitor);
    const data = await speak(seen, 'bn');
    for (const path of [...PAGES[visitor], ...(await deepPages(api))[visitor]]) {
      await seen.goto(path);
      await settled(seen);
      await data.read();
      const texts = await said(seen);
      expect(await seen.evaluate(() => document.documentElement.lang)).toBe('bn');
      const faults = texts.flatMap((text) => [
        ...(LEFT_OVER.has(text) && !data.values.has(text) ? [`English: ${text}`] : []),
        ...(KEY.test(text) ? [`missing text: ${text}`] : []),
        ...data.strangersIn(text).map((word) => `neither Bangla nor data: “${word}” in “${text}”`),
      ]);
      expect.soft(faults, path).toEqual([]);
    }
  });

  test(`${visitor}: right to left, nothing untranslated`, async ({
    api,
    page,
    pageOf,
    isMobile,
    viewport,
  }) => {
    test.skip(!isMobile, 'looked at in both widths, one after the other');
    test.slow();
    const seen = visitor === 'nobody' ? page : await pageOf(visitor);
    const data = await speak(seen, 'ar-XB');
    for (const path of [...PAGES[visitor], ...(await deepPages(api))[visitor]]) {
      await seen.goto(path);
      await settled(seen);
      await data.read();
      expect(await seen.evaluate(() => document.documentElement.dir)).toBe('rtl');
      await expectNoSidewaysScroll(seen, path);
      // Every translated text carries the marks that turn it around.
      const unmarked = (await said(seen)).map((text) => text.replaceAll(/\u202E.*?\u202C/gs, ' '));
      const strangers = unmarked.flatMap((text) =>
        data
          .strangersIn(text)
          .filter((word) => /[A-Za-z]{2}/.test(word))
          .map((word) => `“${word}” in “${text}”`),
      );
      expect.soft(strangers, path).toEqual([]);
      await seen.setViewportSize(DESKTOP);
      await expectNoSidewaysScroll(seen, `${path} on a desktop`);
      await seen.setViewportSize(viewport ?? DESKTOP);
    }
  });
}
