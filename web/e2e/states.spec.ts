/** What stands beside the plain pages: dialogs, forms with faults, empty lists, the pages of one thing. */

import type { Page } from '@playwright/test';

import type { AppointmentRead } from '../src/client';
import { bookingAddress, dayOf } from './support/addresses';
import { newWord, type Api, type TestDoctor } from './support/api';
import { expect, expectAccessible, expectNoSidewaysScroll, settled, test } from './support/test';

// Each looks at a dozen states one after the other, to share what they need.
test.describe.configure({ timeout: 120_000 });

async function look(page: Page, what: string): Promise<void> {
  await settled(page);
  await expectAccessible(page, what);
  await expectNoSidewaysScroll(page, what);
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await look(page, path);
}

interface Case {
  doctor: TestDoctor;
  email: string;
  patientId: string;
  /** With a record. */
  done: AppointmentRead;
  recordId: string;
  /** To come, and still to be moved or cancelled. */
  planned: AppointmentRead;
}

/** A patient with a visit behind and one ahead, and the doctor of both. */
async function caseOf(api: Api): Promise<Case> {
  const doctor = await api.newDoctor();
  const { email } = await api.registerPatient(`Case ${newWord()}`);
  const patientId = await api.ownPatientId(email);
  const done = await api.visitNow(doctor.id, patientId, { reason: 'Cough' });
  await api.setStatus('desk@example.org', done.id, 'checked_in');
  await api.setStatus(doctor.email, done.id, 'in_progress');
  const record = await api.call<{ id: string }>(doctor.email, 'POST', '/medical-records', {
    appointment_id: done.id,
    diagnosis: 'Acute bronchitis',
    diagnosis_code: 'J20.9',
    prescription: [{ medicine: 'Amoxicillin', dose: '500 mg', frequency: 'three times a day' }],
    notes: 'Rest and drink.',
  });
  await api.call(doctor.email, 'POST', `/medical-records/${record.id}/amendments`, {
    diagnosis: 'Pneumonia',
    diagnosis_code: 'J18.9',
    prescription: [],
    reason: 'The X-ray came later',
  });
  await api.setStatus(doctor.email, done.id, 'completed');
  const planned = await api.book(email, await api.changeableTime(doctor.id), { reason: 'Again' });
  return { doctor, email, patientId, done, recordId: record.id, planned };
}

test('nobody: what is not found, what is missing, menus', async ({ page, api, isMobile }) => {
  const doctor = await api.newDoctor();
  await open(page, '/?q=nobody-has-this-name');
  if (isMobile) {
    await page.getByRole('button', { name: /^Filters/ }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await look(page, 'the filters');
    await page.keyboard.press('Escape');
  }
  await page.getByRole('button', { name: 'Language' }).click();
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  await expectAccessible(page, 'the menu of languages');

  await open(page, `/doctors/${doctor.id}`);
  await page.getByRole('button', { name: 'Later days' }).click();
  await look(page, 'a later week of a doctor');
  await open(page, '/doctors/00000000-0000-7000-8000-000000000000');

  await page.goto('/register');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await expect(page.getByText('Please fill this in.').first()).toBeVisible();
  await look(page, 'a registration with faults');
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: 'E-mail' }).fill('nobody@example.org');
  await page.getByRole('textbox', { name: 'Password' }).fill('not this one');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  await look(page, 'a refused sign-in');
  await page.goto('/forgot-password');
  await page.getByRole('textbox', { name: 'E-mail' }).fill('nobody@example.org');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Look into your mail')).toBeVisible();
  await look(page, 'a link that was sent');
  await open(page, '/reset-password#token=used-up');
});

test('nobody: each step of booking', async ({ page, api }) => {
  const doctor = await api.newDoctor();
  const slot = await api.changeableTime(doctor.id);
  await open(page, bookingAddress(slot));
  await page.getByText('I am new here').click();
  await expect(page.getByRole('textbox', { name: 'Full name' })).toBeVisible();
  await look(page, 'registering on the way');
  const caller = await api.newPatient(`Caller ${newWord()}`);
  await api.bookNow(doctor.id, caller.id, slot.starts_at, { location_id: slot.location_id });
  await page.goto(bookingAddress(slot));
  await expect(page.getByRole('heading', { name: 'This time has just been taken' })).toBeVisible();
  await look(page, 'a time that is gone');
});

test('patient: nothing yet', async ({ api, pageOfAccount }) => {
  const { email } = await api.registerPatient();
  const page = await pageOfAccount(email);
  for (const path of ['/visits', '/records', '/access-log']) {
    await open(page, path);
  }
  await page.getByRole('button', { name: /^Account of/ }).click();
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
  await expectAccessible(page, 'the menu of the account');
});

test('patient: booking, a visit, its records', async ({ api, pageOfAccount }) => {
  const { doctor, email, planned, done, recordId } = await caseOf(api);
  const page = await pageOfAccount(email);
  await page.goto(bookingAddress(await api.changeableTime(doctor.id)));
  await page.getByRole('button', { name: 'Add someone you care for' }).click();
  await expect(page.getByRole('form', { name: 'Add someone you care for' })).toBeVisible();
  await page.getByRole('button', { name: 'Add this person' }).click();
  await look(page, 'someone to care for, with faults');

  await open(page, `/book?booked=${planned.id}`);
  await open(page, '/visits');
  await open(page, `/visits/${planned.id}`);
  await open(page, `/visits/${planned.id}?action=words`);
  await open(page, `/visits/${planned.id}?action=move`);
  await page.getByRole('tabpanel').getByRole('button').first().click();
  await look(page, 'a new time of a visit');
  await page.goto(`/visits/${planned.id}?action=cancel`);
  await expect(page.getByRole('dialog', { name: 'Cancel this visit' })).toBeVisible();
  await look(page, 'cancelling a visit');
  await open(page, `/visits/${done.id}`);
  await open(page, '/records');
  await open(page, `/records/${recordId}`);
  await open(page, '/access-log');
});

test('doctor: a visit and its record', async ({ api, pageOfAccount }) => {
  const { doctor, done, planned } = await caseOf(api);
  const page = await pageOfAccount(doctor.email);
  await open(page, '/today');
  await page.goto(`/today?day=${dayOf(planned.starts_at)}`);
  await page
    .getByRole('button', { name: /^More steps for/ })
    .first()
    .click();
  await expect(page.getByRole('menu')).toBeVisible();
  await look(page, 'the steps of a visit');
  await page.getByRole('menuitem', { name: 'Cancel the visit' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, 'the reason of a step');
  await open(page, `/visit/${done.id}`);
  await page.getByRole('button', { name: 'Amend', exact: true }).click();
  await page.getByRole('button', { name: 'Save the amendment' }).click();
  await look(page, 'an amendment with faults');
  await page.goto(`/visit/${planned.id}`);
  await page.getByRole('button', { name: 'Add a medicine' }).click();
  await look(page, 'a record being written');
  await page.getByRole('button', { name: 'Edit allergies and medical history' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, 'allergies and medical history');
});

test('doctor: the calendar and its forms', async ({ api, pageOfAccount }) => {
  const { doctor, planned } = await caseOf(api);
  const day = dayOf(planned.starts_at);
  const page = await pageOfAccount(doctor.email);
  await open(page, `/calendar?day=${day}`);
  await open(page, `/calendar?view=day&day=${day}`);
  await page.getByRole('button', { name: 'Change hours' }).click();
  await expect(page.getByRole('menuitem', { name: 'Take leave' })).toBeVisible();
  await expectAccessible(page, 'the menu of changes');
  await page.goto(`/calendar?panel=leave&on=${day}&day=${day}`);
  await page.getByRole('button', { name: 'Check and save' }).click();
  await expect(page.getByRole('list', { name: 'Visits that would be affected' })).toBeVisible();
  await look(page, 'leave that affects a visit');
  await page.goto(`/calendar?panel=one-day&on=${day}&day=${day}`);
  await expect(page.getByRole('dialog', { name: 'Change one day' })).toBeVisible();
  await look(page, 'a change of one day');
  await open(page, '/calendar?panel=hours');
});

test('desk: a visit, a patient, a caller', async ({ api, pageOf }) => {
  const { doctor, planned, patientId } = await caseOf(api);
  const page = await pageOf('desk');
  const day = dayOf(planned.starts_at);
  const board = `/board?place=${planned.location_id}&day=${day}`;
  for (const view of ['rooms', 'both', 'list']) {
    await open(page, `${board}&view=${view}`);
  }
  await page.goto(`${board}&visit=${planned.id}`);
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, 'a visit on the board');
  const free = new URLSearchParams({ at: planned.starts_at, with: doctor.id });
  await page.goto(`${board}&${free}`);
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, 'a booking on the board');
  await page.goto(`/calendar?doctor=${doctor.id}&day=${day}&visit=${planned.id}`);
  await expect(page.getByRole('dialog', { name: planned.patient_name })).toBeVisible();
  await look(page, 'a visit on the calendar');

  await open(page, `/patients/${patientId}`);
  await page.getByRole('button', { name: 'More about this patient' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await look(page, 'the menu of a patient');
  await open(page, `/patients/${patientId}?edit=true`);
  await page.goto('/patients');
  await page.getByRole('searchbox').first().fill(planned.patient_name);
  await expect(page.getByRole('link', { name: planned.patient_name }).first()).toBeVisible();
  await look(page, 'patients that were found');
  await page.goto('/patients/new');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await look(page, 'a new patient with faults');
  await open(page, `/book-for-patient?patient=${patientId}&doctor=${doctor.id}`);
  await page.getByRole('button', { name: 'A time that is not listed' }).click();
  await look(page, 'a time that is not listed');
});

test('admin: the forms beside the lists', async ({ api, pageOf }) => {
  const { doctor } = await caseOf(api);
  const page = await pageOf('admin');
  const forms = ['users', 'doctors', 'locations', 'visit-types', 'rooms'];
  for (const list of forms) {
    await page.goto(`/admin/${list}?edit=new`);
    await expect(page.getByRole('dialog')).toBeVisible();
    await look(page, `a new one of ${list}`);
  }
  await page.getByRole('dialog').getByRole('button', { name: /^Add / }).click();
  await look(page, 'a new room with faults');
  for (const part of ['profile', 'visit_types']) {
    await page.goto(`/admin/doctors?edit=${doctor.id}&part=${part}`);
    await expect(page.getByRole('dialog')).toBeVisible();
    await look(page, `${part} of a doctor`);
  }
  await page.goto('/admin/users');
  await page.getByRole('searchbox').fill('nobody-has-this-name');
  await look(page, 'no account of this name');
  expect(page.url()).not.toContain('nobody');
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await expect(page.getByRole('button', { name: /^Deactivate / }).first()).toBeVisible();
  await page.goto('/admin/holidays');
  await page.getByRole('button', { name: 'Close another day' }).click();
  await look(page, 'another closed day');
  await page.goto('/admin/audit?entity=appointment');
  await page
    .getByRole('button', { name: /Details/ })
    .first()
    .click();
  await look(page, 'an event of the audit');
});
