/** What the README shows, each of a role's main page as it is on a working day. */

import type { Page } from '@playwright/test';

import type { AppointmentRead, PagePatientSummary, PatientRead } from '../src/client';
import { bookingAddress } from '../e2e/support/addresses';
import type { Api } from '../e2e/support/api';
import { expect, signIn, test } from '../e2e/support/test';
import { take } from './picture';

const DESK = 'desk@example.org';
const DOCTOR = 'doctor@example.org';
const PATIENT = 'patient@example.org';

async function openAs(page: Page, account: string, address: string): Promise<void> {
  await signIn(page.context(), account);
  await page.goto(address);
}

test('find', async ({ page }) => {
  await page.goto('/');
  await take(page, 'find');
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true });

  test('book', async ({ page, api }) => {
    const { id } = await api.ownDoctor();
    await openAs(page, PATIENT, bookingAddress(await api.changeableTime(id)));
    await take(page, 'book-phone');
  });

  test.describe('in Bangla', () => {
    test.use({ locale: 'bn-BD' });

    test('visits', async ({ page }) => {
      await openAs(page, PATIENT, '/visits');
      await take(page, 'visits-bangla-phone');
    });
  });
});

test('board', async ({ page, api }) => {
  const place = await api.dhaka();
  await openAs(page, DESK, `/board?place=${place.id}`);
  await take(page, 'board');
});

test('visit', async ({ page, api }) => {
  const { id } = await startedVisit(api);
  await openAs(page, DOCTOR, `/visit/${id}`);
  await page.getByRole('textbox', { name: 'Diagnosis' }).fill('Essential hypertension');
  await page.getByRole('textbox', { name: 'ICD-10 code' }).fill('I10');
  await page.getByRole('button', { name: 'Add a medicine' }).click();
  const medicine = page.getByRole('group', { name: 'Medicine 1' });
  await medicine.getByRole('textbox', { name: 'Medicine' }).fill('Amlodipine');
  await page.getByRole('textbox', { name: 'Dose' }).fill('5 mg');
  await page.getByRole('textbox', { name: 'How often' }).fill('once a day');
  await expect(page.getByText(/^Saved \d/)).toBeVisible();
  await page.evaluate(() => scrollTo(0, 0));
  await take(page, 'visit');
});

/** Somebody whose allergies and history the doctor has to know sits in the room now. */
async function startedVisit(api: Api): Promise<AppointmentRead> {
  const [doctor, place, patient] = await Promise.all([
    api.ownDoctor(),
    api.dhaka(),
    patientWithHistory(api),
  ]);
  const minute = 60_000;
  const soon = new Date(Math.ceil((Date.now() + 5_000) / minute) * minute).toISOString();
  const visit = await api.bookNow(doctor.id, patient.id, soon, {
    location_id: place.id,
    reason: 'Headaches in the evening',
  });
  await api.setStatus(DESK, visit.id, 'checked_in');
  return api.setStatus(DOCTOR, visit.id, 'in_progress');
}

async function patientWithHistory(api: Api): Promise<PatientRead> {
  const { items } = await api.call<PagePatientSummary>(DOCTOR, 'GET', '/patients?limit=200');
  for (const { id } of items) {
    const patient = await api.call<PatientRead>(DOCTOR, 'GET', `/patients/${id}`);
    if (patient.allergies !== null && patient.medical_history !== null) {
      return patient;
    }
  }
  throw new Error('the demo practice has no patient with allergies and a history');
}

test.describe('in the dark', () => {
  test.use({ colorScheme: 'dark' });

  test('calendar', async ({ page }) => {
    await openAs(page, DOCTOR, '/calendar');
    await take(page, 'calendar-dark');
  });
});
