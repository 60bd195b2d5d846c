/** Records that are closed to who is looking, opened in an emergency, and reviewed afterwards. */

import type { PageEmergencyReviewRead, PatientRead } from '../src/client';
import { newWord } from './support/api';
import { expect, expectAccessible, settled, test } from './support/test';

const ADMIN = 'admin@example.org';
const REASON = 'Brought in unconscious; need to know of medicines';

test('the desk opens a patient in an emergency, and an administrator reviews it', async ({
  api,
  pageOf,
  pageOfAccount,
}) => {
  const name = `Rahima ${newWord()}`;
  const patient: PatientRead = await api.newPatient(name);
  // One person has only so many patients open in emergencies at a time.
  const desk = await pageOfAccount(await api.newStaff());
  await desk.goto(`/patients/${patient.id}`);
  await settled(desk);
  await expect(desk.getByText('Closed to you', { exact: true })).toBeVisible();
  await expect(desk.getByRole('heading', { name: 'Medical records' })).toHaveCount(0);
  await expectAccessible(desk, 'a patient that is closed');

  await desk.getByRole('button', { name: 'Open in an emergency' }).click();
  const dialog = desk.getByRole('dialog', { name: 'Open in an emergency' });
  const reason = dialog.getByLabel('Why can it not wait?');
  await expect(reason).toBeFocused();
  await dialog.getByRole('button', { name: 'Open for 60 minutes' }).click();
  await expect(reason).toHaveAccessibleDescription(/at least 10 characters/);
  await expectAccessible(desk, 'an emergency without its reason');
  await reason.fill(REASON);
  await dialog.getByRole('button', { name: 'Open for 60 minutes' }).click();

  await expect(desk.getByRole('heading', { name: 'Medical records' })).toBeVisible();
  await expect(desk.getByText('No records are kept of this patient.')).toBeVisible();
  await expect(desk.getByRole('region', { name: 'Medical background' })).toBeVisible();
  await expectAccessible(desk, 'records opened in an emergency');

  const admin = await pageOf('admin');
  await admin.goto('/admin/emergencies');
  await settled(admin);
  // On a phone they are cards.
  const row = admin
    .getByRole('row')
    .or(admin.getByRole('main').getByRole('listitem'))
    .filter({ hasText: name });
  await expect(row).toContainText(REASON);
  await expectAccessible(admin, 'emergencies to review');
  await row.getByRole('button', { name: /^Review the emergency of/ }).click();
  const review = admin.getByRole('dialog', { name: 'Review the emergency' });
  await review.getByRole('button', { name: 'Save the review' }).click();
  await expect(review.getByText('Choose one.')).toBeVisible();
  await expectAccessible(admin, 'a review without its outcome');
  await review.getByRole('radio', { name: 'Justified', exact: true }).check();
  await review.getByLabel('Note').fill('Spoke with the desk');
  await review.getByRole('button', { name: 'Save the review' }).click();
  await expect(admin.getByText('Your review is kept.')).toBeVisible();
  await expect(row).toHaveCount(0);

  const path = '/break-glass?reviewed=true&limit=200';
  const { items } = await api.call<PageEmergencyReviewRead>(ADMIN, 'GET', path);
  const kept = items.find(({ patient_id: id }) => id === patient.id);
  expect(kept).toMatchObject({ outcome: 'justified', note: 'Spoke with the desk', reason: REASON });
});

test('a doctor opens a patient whom they do not treat', async ({ api, pageOfAccount }) => {
  const patient = await api.newPatient(`Karim ${newWord()}`);
  const doctor = await api.newDoctor();
  const page = await pageOfAccount(doctor.email);
  await page.goto(`/patients/${patient.id}`);
  await settled(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Closed to you' })).toBeVisible();
  await expectAccessible(page, 'a patient closed to a doctor');
  await page.getByRole('button', { name: 'Open in an emergency' }).click();
  await page.getByLabel('Why can it not wait?').fill(REASON);
  await page.getByRole('button', { name: 'Open for 60 minutes' }).click();
  await expect(page.getByRole('heading', { level: 1, name: patient.full_name })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Medical background' })).toBeVisible();
  await expectAccessible(page, 'a patient opened by a doctor');
});

test('what is open already shows in every tab', async ({ api, pageOfAccount }) => {
  const patient = await api.newPatient(`Salma ${newWord()}`);
  const first = await pageOfAccount(await api.newStaff());
  const second = await first.context().newPage();
  for (const page of [first, second]) {
    await page.goto(`/patients/${patient.id}`);
    await expect(page.getByText('Closed to you', { exact: true })).toBeVisible();
  }
  for (const page of [first, second]) {
    await page.getByRole('button', { name: 'Open in an emergency' }).click();
    await page.getByLabel('Why can it not wait?').fill(REASON);
    await page.getByRole('button', { name: 'Open for 60 minutes' }).click();
    await expect(page.getByRole('region', { name: 'Medical background' })).toBeVisible();
    await expect(page.getByRole('dialog')).toBeHidden();
  }
});

test('every administrator finds it under the bell', async ({ api }) => {
  const patient = await api.newPatient(`Salma ${newWord()}`);
  const body = { reason: REASON };
  await api.call(await api.newStaff(), 'POST', `/patients/${patient.id}/break-glass`, body);
  await expect
    .poll(async () => {
      const path = '/notifications?limit=200';
      const { items } = await api.call<{ items: { kind: string }[] }>(ADMIN, 'GET', path);
      return items.some(({ kind }) => kind === 'emergency_opened');
    })
    .toBe(true);
});
