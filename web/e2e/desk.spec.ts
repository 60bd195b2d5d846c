/** What the front desk does: book while somebody is on the telephone, and keep the day going. */

import type { Page } from '@playwright/test';

import type { AppointmentRead, PageAppointmentRead, PatientRead } from '../src/client';
import { clock, dayOf } from './support/addresses';
import { newWord, type Api, type TestDoctor } from './support/api';
import { expectFocusKept } from './support/focus';
import { expect, settled, test } from './support/test';
import { Typist } from './support/typist';

const DESK = 'desk@example.org';
const MOST_SECONDS = 20;

/** As it stands on the display of the telephone; no two tests have the same. */
function newMobile(): string {
  return `017${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
}

async function newCaller(api: Api, full_name = `Rehana ${newWord()}`) {
  const mobile = newMobile();
  const { id } = await api.call<PatientRead>(DESK, 'POST', '/patients', {
    full_name,
    mobile,
    date_of_birth: '1984-02-11',
  });
  return { id, mobile, name: full_name };
}

async function visitsOf(api: Api, doctor: TestDoctor): Promise<AppointmentRead[]> {
  const path = `/appointments?doctor_id=${doctor.id}&limit=200`;
  return (await api.call<PageAppointmentRead>(DESK, 'GET', path)).items;
}

/** The desk of the place in Dhaka, asked for times with one doctor. */
async function openBooking(page: Page, api: Api, doctor: TestDoctor): Promise<void> {
  const place = await api.dhaka();
  await page.goto(`/book-for-patient?doctor=${doctor.id}&place=${place.id}`);
  await settled(page);
  await expect(page.getByRole('combobox', { name: 'Patient' })).toBeFocused();
}

/** The next full minute, which leaves the time to book it. */
function soon(): string {
  const minute = 60_000;
  return new Date(Math.ceil((Date.now() + 5_000) / minute) * minute).toISOString();
}

async function bookSoon(api: Api, doctor: TestDoctor, patientId: string) {
  const { id: location_id } = await api.dhaka();
  return api.bookNow(doctor.id, patientId, soon(), { location_id });
}

async function openBoard(page: Page, visit: AppointmentRead): Promise<void> {
  await page.goto(`/board?place=${visit.location_id}&day=${dayOf(visit.starts_at)}`);
  await settled(page);
}

function tell(what: string, typist: Typist): void {
  const { strokes, looks } = typist;
  const seconds = typist.seconds();
  const words = `${what}: ${strokes} keystrokes, ${looks} looks, ${seconds.toFixed(1)} s`;
  test.info().annotations.push({ type: 'measured', description: words });
  process.stdout.write(`    ${words}\n`);
  expect(seconds, words).toBeLessThan(MOST_SECONDS);
}

test.describe('by keyboard alone', () => {
  test.skip(({ isMobile }) => isMobile, 'the desk has a keyboard, the telephone has none');

  test('a known caller is booked in under 20 seconds', async ({ api, pageOf }) => {
    const doctor = await api.newDoctor();
    const caller = await newCaller(api);
    const page = await pageOf('desk');
    await openBooking(page, api, doctor);
    const typist = new Typist(page);

    await typist.type(caller.mobile);
    await typist.look(expect(page.getByRole('option', { name: caller.name })).toBeVisible());
    await typist.press('Enter');
    const times = page.getByRole('listbox', { name: 'Free times' });
    await typist.look(expect(times).toBeFocused());
    await expect(times.getByRole('option').first()).toBeVisible();
    await typist.press('ArrowDown');
    const [, second] = await times.getByRole('option').allInnerTexts();
    await typist.press('Enter');
    const result = page.getByRole('status').filter({ hasText: `Booked for ${caller.name}` });
    await typist.look(expect(result).toBeVisible());
    tell('a known caller', typist);

    // Ready for the next call.
    await expect(page.getByRole('combobox', { name: 'Patient' })).toBeFocused();
    const [visit, ...others] = await visitsOf(api, doctor);
    expect(others).toEqual([]);
    expect(visit).toMatchObject({ status: 'confirmed', patient_id: caller.id });
    expect(second).toContain(clock(visit?.starts_at ?? ''));

    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await expect(page.getByText(`Booking undone: ${caller.name}`)).toBeVisible();
    await expectFocusKept(page);
    expect((await visitsOf(api, doctor)).map(({ status }) => status)).toEqual(['cancelled']);
  });

  test('a new caller is registered and booked in under 20 seconds', async ({ api, pageOf }) => {
    const doctor = await api.newDoctor();
    const mobile = newMobile();
    const page = await pageOf('desk');
    await openBooking(page, api, doctor);
    const typist = new Typist(page);

    await typist.type(mobile);
    const register = page.getByRole('option', { name: `Register “${mobile}” as a new patient` });
    await typist.look(expect(register).toBeVisible());
    await typist.press('Enter');
    await typist.look(expect(page.getByRole('textbox', { name: 'Full name' })).toBeFocused());
    await typist.type('Nilufa Yasmin');
    await typist.press('Enter');
    const times = page.getByRole('listbox', { name: 'Free times' });
    await typist.look(expect(times).toBeFocused());
    await expect(times.getByRole('option').first()).toBeVisible();
    await typist.press('3');
    await expect(times.getByRole('option').nth(2)).toHaveAttribute('aria-selected', 'true');
    await typist.press('Enter');
    const result = page.getByRole('status').filter({ hasText: 'Booked for Nilufa Yasmin' });
    await typist.look(expect(result).toBeVisible());
    tell('a new caller', typist);

    const [visit] = await visitsOf(api, doctor);
    expect(visit).toMatchObject({ status: 'confirmed', patient_name: 'Nilufa Yasmin' });
    const { items } = await api.call<{ items: PatientRead[] }>(DESK, 'POST', '/patients/search', {
      q: mobile,
    });
    expect(items.map(({ id }) => id)).toEqual([visit?.patient_id]);
  });
});

test('a caller is booked by hand, with the reason', async ({ api, pageOf }) => {
  const doctor = await api.newDoctor();
  const caller = await newCaller(api);
  const page = await pageOf('desk');
  await openBooking(page, api, doctor);
  await page.getByRole('combobox', { name: 'Patient' }).fill(caller.name);
  await page.getByRole('option', { name: new RegExp(`^${caller.name}`) }).click();
  await page.getByLabel('Reason for the visit (optional)').fill('Blood pressure');
  await page.getByRole('button', { name: new RegExp(`^Book .* with ${doctor.name}$`) }).click();
  await expect(
    page.getByRole('status').filter({ hasText: `Booked for ${caller.name}` }),
  ).toBeVisible();
  await expectFocusKept(page);
  expect(await visitsOf(api, doctor)).toMatchObject([
    { reason: 'Blood pressure', patient_id: caller.id },
  ]);
});

test('a time that is taken is overbooked, with a reason', async ({ api, pageOf }) => {
  const doctor = await api.newDoctor();
  const [first, second] = [await newCaller(api), await newCaller(api)];
  const visit = await bookSoon(api, doctor, first.id);
  const page = await pageOf('desk');
  await openBoard(page, visit);

  await page.getByRole('button', { name: first.name, exact: true }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Second visit at this time' }).click();
  const drawer = page.getByRole('dialog', { name: 'Book this time' });
  await drawer.getByRole('combobox', { name: 'Patient' }).fill(second.mobile);
  await drawer.getByRole('option', { name: second.name }).click();
  await drawer.getByRole('button', { name: 'Book this time' }).click();
  await expect(drawer.getByRole('alert')).toContainText('a second visit at the same time');
  const reason = drawer.getByRole('textbox', { name: 'Reason for booking it all the same' });
  await expect(reason).toBeFocused();
  await drawer.getByRole('button', { name: 'Book all the same' }).click();
  await expect(reason).toHaveAccessibleDescription(/Enter a reason/);
  await reason.fill('Emergency');
  await drawer.getByRole('button', { name: 'Book all the same' }).click();
  await expect(page.getByText(`Booked: ${second.name}`)).toBeVisible();
  await expect(drawer).toBeHidden();
  await expectFocusKept(page);

  const booked = (await visitsOf(api, doctor)).find(({ patient_id }) => patient_id === second.id);
  expect(booked).toMatchObject({ status: 'confirmed', overbooked: true });
  expect(booked?.starts_at).toBe(visit.starts_at);
});

test('who arrives is checked in with one click, and it can be undone', async ({ api, pageOf }) => {
  const doctor = await api.newDoctor();
  const { id, name } = await newCaller(api);
  const visit = await bookSoon(api, doctor, id);
  const page = await pageOf('desk');
  await openBoard(page, visit);

  await page.getByRole('button', { name: `Check in: ${name}` }).click();
  await expect(page.getByText(`Checked in: ${name}`)).toBeVisible();
  await expectFocusKept(page);
  await expect(page.getByRole('button', { name: `Start: ${name}` })).toBeVisible();
  const [arrived] = await visitsOf(api, doctor);
  expect(arrived?.status).toBe('checked_in');
  expect(arrived?.arrived_at).not.toBeNull();

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: `Check in: ${name}` })).toBeVisible();
  await expectFocusKept(page);
  const [back] = await visitsOf(api, doctor);
  expect(back).toMatchObject({ status: 'confirmed', arrived_at: null });
});

test('who is late is shown as missing, did not come, and came after all', async ({
  api,
  pageOf,
}) => {
  test.slow();
  const doctor = await api.newDoctor();
  const { id, name } = await newCaller(api);
  const visit = await bookSoon(api, doctor, id);
  const page = await pageOf('desk');
  // The server lets nobody miss a visit that has not begun; the page believes that it is later.
  await expect
    .poll(async () => (await visitsOf(api, doctor))[0]?.next_statuses, { timeout: 70_000 })
    .toContain('no_show');
  await page.clock.setFixedTime(Date.parse(visit.starts_at) + 20 * 60_000);
  await openBoard(page, visit);

  const missing = page.getByRole('region', { name: /^Missing/ });
  await expect(missing.getByText(name)).toBeVisible();
  await expect(missing.getByText('20 mins late').first()).toBeVisible();
  await page.getByRole('button', { name: `More steps for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Did not come' }).click();
  await expect(page.getByText(`Did not come: ${name}`)).toBeVisible();
  await expectFocusKept(page);
  expect((await visitsOf(api, doctor))[0]?.status).toBe('no_show');

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: `Check in: ${name}` })).toBeVisible();
  await expectFocusKept(page);
  expect((await visitsOf(api, doctor))[0]?.status).toBe('confirmed');
});

test('requests are approved or declined, and the reason reaches the patient', async ({
  api,
  pageOf,
  pageOfAccount,
}) => {
  const doctor = await api.newDoctor();
  const [type] = (await api.visitTypes()).filter(
    ({ needs_approval, needs }) => needs_approval && needs.length === 0,
  );
  const { items } = await api.call<{ items: { starts_at: string; location_id: string }[] }>(
    null,
    'GET',
    `/doctors/${doctor.id}/slots?visit_type_id=${type?.id ?? ''}`,
  );
  const wanted = [
    { person: await api.registerPatient(`Salma ${newWord()}`), slot: items.at(0) },
    { person: await api.registerPatient(`Tareq ${newWord()}`), slot: items.at(-1) },
  ];
  for (const { person, slot } of wanted) {
    await api.call(person.email, 'POST', '/appointments', {
      doctor_id: doctor.id,
      visit_type_id: type?.id,
      starts_at: slot?.starts_at,
      location_id: slot?.location_id,
      reason: 'Advice',
    });
  }
  const [first, second] = wanted.map(({ person }) => person);
  const page = await pageOf('desk');
  await page.goto(`/requests?doctor=${doctor.id}`);
  await settled(page);

  await page.getByRole('button', { name: `Approve: ${first?.name}` }).click();
  await expect(page.getByText(`Approved: ${first?.name}`)).toBeVisible();
  await expect(page.getByRole('article').filter({ hasText: first?.name })).toBeHidden();
  await expectFocusKept(page);
  await page.getByRole('button', { name: `Decline: ${second?.name}` }).click();
  const dialog = page.getByRole('dialog', { name: 'Decline' });
  await expect(dialog).toContainText('The patient can read this.');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Please come in person');
  await dialog.getByRole('button', { name: 'Decline' }).click();
  await expect(page.getByText(`Declined: ${second?.name}`)).toBeVisible();
  await expectFocusKept(page);
  const visits = await Promise.all(
    wanted.map(async ({ person }) => (await api.appointmentsOf(person.email))[0]),
  );
  expect(visits).toMatchObject([{ status: 'confirmed' }, { status: 'declined' }]);
  const patient = await pageOfAccount(second?.email ?? '');
  await patient.goto(`/visits/${visits[1]?.id}`);
  await expect(patient.getByText('Please come in person')).toBeVisible();
});

test('patients, doctors and pages are found from anywhere', async ({ api, pageOf, isMobile }) => {
  const caller = await newCaller(api);
  const doctor = await api.newDoctor();
  const page = await pageOf('desk');
  await page.goto('/requests');
  await settled(page);
  const opener = page.getByRole('button', { name: 'Search' });
  const dialog = page.getByRole('dialog', { name: 'Search' });
  const search = dialog.getByRole('combobox', { name: 'Search' });
  const open = () => (isMobile ? opener.click() : page.keyboard.press('Control+K'));

  await open();
  await search.fill(caller.mobile);
  const marked = await dialog.getByRole('option', { name: caller.name }).getAttribute('id');
  await expect(search).toHaveAttribute('aria-activedescendant', marked ?? '');
  await search.press('Enter');
  await expect(page.getByRole('heading', { name: caller.name, level: 1 })).toBeVisible();
  await expectFocusKept(page);

  await open();
  await search.fill(doctor.name);
  await dialog.getByRole('option', { name: doctor.name }).click();
  await expect(page.getByRole('heading', { name: `Calendar of ${doctor.name}` })).toBeVisible();
  await expectFocusKept(page);

  await open();
  await search.fill('day b');
  await dialog.getByRole('option', { name: 'Day board' }).click();
  await expect(page.getByRole('heading', { name: 'Day board', level: 1 })).toBeVisible();
  await open();
  await search.fill('nobody is called that');
  await expect(dialog.getByText('Nothing found.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expectFocusKept(page);
});
