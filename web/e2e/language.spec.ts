/** Every page in Bangla, and in the made-up language that shows what was left untranslated. */

import type { Page } from '@playwright/test';

import { bookingAddress, dayOf } from './support/addresses';
import { newWord, type Api } from './support/api';
import { PAGES, VISITORS } from './support/sweep';
import {
  emailOf,
  expect,
  expectNoSidewaysScroll,
  settled,
  test,
  type Visitor,
} from './support/test';
import { Data, said, textsOf } from './support/words';

/** What stands in Latin letters in every language. */
const EVERYWHERE = [
  ...[
    'Praxis',
    'MB',
    'JPEG',
    'PNG',
    'WebP',
    'PDF',
    'CSV',
    'HTTPS',
    'ICD-10',
    'J20.9',
    'BDT',
    'BE',
    'NY',
    'ultrasound',
    'ecg',
  ],
  // Keys, as they are printed on the keyboard.
  ...['Enter', 'Escape', 'Control', 'M'],
  // Intl itself, and the zone of these browsers.
  ...['GMT', 'UTC', 'AM', 'PM', 'US', 'Europe/Lisbon'],
];

const english = textsOf('en');
const bangla = textsOf('bn');

/** English texts that are others in Bangla: none of them may be read there. */
const LEFT_OVER = new Set(
  [...english].filter(([key, text]) => bangla.get(key) !== text).map(([, text]) => text),
);

const DESK = 'desk@example.org';
const DESKTOP = { width: 1280, height: 800 };

/** `name.of_a_text`, shown where the text itself is missing. */
const KEY = /^([a-z_]+:)?[a-z_]+(\.[a-z_0-9]+)+$/;

async function speak(page: Page, language: string): Promise<Data> {
  await page.addInitScript((code) => localStorage.setItem('praxis-language', code), language);
  const data = new Data(page);
  data.learn(EVERYWHERE);
  return data;
}

interface Tools {
  api: Api;
  pageOfAccount: (email?: string) => Promise<Page>;
}

interface Walk {
  /** Whose pages they are; absent for a visitor without an account. */
  email?: string;
  paths: string[];
}

/** A visit of this very moment, with a record of it. */
async function seenPatient(api: Api) {
  const doctor = await api.newDoctor();
  const { email } = await api.registerPatient(`Shirin ${newWord()}`);
  const patient = await api.ownPatientId(email);
  const visit = await api.visitNow(doctor.id, patient);
  return { doctor, email, patient, visit };
}

/** Pages that need something of their own to show: a visit, a record, a drawer, a dialog. */
const DEEP: Record<Visitor, (api: Api) => Promise<Walk>> = {
  nobody: async (api) => {
    const { id } = await api.newDoctor();
    return { paths: [`/doctors/${id}`, bookingAddress(await api.changeableTime(id))] };
  },
  patient: async (api) => {
    const { doctor, email, visit } = await seenPatient(api);
    await api.setStatus(DESK, visit.id, 'checked_in');
    await api.setStatus(doctor.email, visit.id, 'in_progress');
    const record = await api.call<{ id: string }>(doctor.email, 'POST', '/medical-records', {
      appointment_id: visit.id,
      diagnosis: 'Acute bronchitis',
    });
    const slot = await api.changeableTime(doctor.id);
    return {
      email,
      paths: [bookingAddress(slot), `/visits/${visit.id}`, `/records/${record.id}`],
    };
  },
  doctor: async (api) => {
    const { doctor, visit } = await seenPatient(api);
    await api.setStatus(DESK, visit.id, 'checked_in');
    await api.setStatus(doctor.email, visit.id, 'in_progress');
    return { email: doctor.email, paths: [`/visit/${visit.id}`] };
  },
  desk: async (api) => {
    const { doctor, patient, visit } = await seenPatient(api);
    const slot = await api.changeableTime(doctor.id);
    const [day, later] = [dayOf(visit.starts_at), dayOf(slot.starts_at)];
    const at = encodeURIComponent(slot.starts_at);
    return {
      email: DESK,
      paths: [
        `/board?place=${visit.location_id}&day=${day}&visit=${visit.id}`,
        `/board?place=${visit.location_id}&day=${later}&at=${at}&with=${doctor.id}`,
        `/book-for-patient?patient=${patient}&doctor=${doctor.id}&place=${visit.location_id}`,
        `/patients/${patient}`,
      ],
    };
  },
  admin: async (api) => ({
    email: 'admin@example.org',
    paths: [
      '/admin/users?edit=new',
      '/admin/locations?edit=new',
      '/admin/visit-types?edit=new',
      '/admin/rooms?edit=new',
      `/admin/doctors?edit=${(await api.newDoctor()).id}&part=visit_types`,
    ],
  }),
};

/** Goes to every page of somebody in that language, and says what it finds there. */
async function* walk({ api, pageOfAccount }: Tools, visitor: Visitor, language: string) {
  const walks: Walk[] = [
    { email: emailOf(visitor), paths: PAGES[visitor] },
    await DEEP[visitor](api),
  ];
  for (const { email: whose, paths } of walks) {
    const seen = await pageOfAccount(whose);
    const data = await speak(seen, language);
    for (const path of paths) {
      await seen.goto(path);
      await settled(seen);
      await data.read();
      yield { seen, path, data, texts: await said(seen) };
    }
  }
}

for (const visitor of VISITORS) {
  test(`${visitor}: all in Bangla, numbers too`, async ({ api, pageOfAccount, isMobile }) => {
    test.skip(isMobile, 'the same texts as on a desktop');
    test.slow();
    for await (const look of walk({ api, pageOfAccount }, visitor, 'bn')) {
      const { seen, path, data, texts } = look;
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
    pageOfAccount,
    isMobile,
    viewport,
  }) => {
    test.skip(!isMobile, 'looked at in both widths, one after the other');
    test.slow();
    for await (const look of walk({ api, pageOfAccount }, visitor, 'ar-XB')) {
      const { seen, path, data, texts } = look;
      expect(await seen.evaluate(() => document.documentElement.dir)).toBe('rtl');
      await expectNoSidewaysScroll(seen, path);
      // Every translated text carries the marks that turn it around.
      const unmarked = texts.map((text) => text.replaceAll(/\u202E.*?\u202C/gs, ' '));
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
