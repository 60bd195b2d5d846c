/** What a patient does: find, book, move, cancel, read, and see who read. */

import { Api, newWord } from './support/api';
import { bookingAddress, clock } from './support/addresses';
import { expectFocusKept } from './support/focus';
import { expect, settled, test } from './support/test';

test('a visitor finds a time, registers on the way, and has a visit', async ({
  page,
  api,
  isMobile,
}) => {
  const doctor = await api.newDoctor();
  const [first] = await api.timesOf(doctor.id);
  const email = `e2e-${newWord().toLowerCase()}@example.org`;

  await page.goto('/');
  if (isMobile) {
    await page.getByRole('button', { name: 'Filters' }).click();
  }
  await page.getByRole('searchbox', { name: 'Doctor' }).fill(doctor.name);
  if (isMobile) {
    await page.getByRole('button', { name: 'Show doctors' }).click();
  }
  const card = page.getByRole('article', { name: doctor.name });
  await card
    .getByRole('link', { name: clock(first?.starts_at ?? '') })
    .first()
    .click();

  await expect(page.getByRole('heading', { name: 'Book a visit', level: 1 })).toBeVisible();
  await page.getByText('I am new here').click();
  await page.getByLabel('Full name').fill('Shirin Akter');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(Api.PASSWORD);
  await page.getByLabel('Date of birth (optional)').fill('1991-03-08');
  await page.getByRole('button', { name: 'Create the account' }).click();

  await expect(page.getByRole('note')).toContainText('This time is kept for you');
  await page.getByLabel('Reason for the visit').fill('Cough for two weeks');
  await page.getByLabel('Symptoms').fill('Worse at night');
  await page.getByRole('button', { name: 'Book this visit' }).click();
  await expect(page.getByRole('heading', { name: 'Your visit is booked' })).toBeVisible();
  await expectFocusKept(page);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Add to my calendar' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.ics$/);
  const calendar = await (await download.createReadStream()).toArray();
  const text = Buffer.concat(calendar as Buffer[]).toString();
  expect(text).toContain('BEGIN:VCALENDAR');
  expect(text).not.toContain('Cough');

  await page.goto('/visits');
  const upcoming = page.getByRole('region', { name: 'Upcoming' }).or(page.getByRole('main'));
  await expect(upcoming.first().getByText(doctor.name)).toBeVisible();
  const [booked, ...others] = await api.appointmentsOf(email);
  expect(others).toEqual([]);
  expect(booked).toMatchObject({
    status: 'confirmed',
    reason: 'Cough for two weeks',
    symptoms: 'Worse at night',
    doctor_id: doctor.id,
  });
});

test('a visit moves, moves back, and is cancelled by the policy', async ({
  api,
  pageOfAccount,
}) => {
  const doctor = await api.newDoctor();
  const { email } = await api.registerPatient();
  const visit = await api.book(email, await api.changeableTime(doctor.id));
  const page = await pageOfAccount(email);

  await page.goto('/visits');
  await page.getByRole('main').getByRole('listitem').getByRole('link').first().click();
  await page.getByRole('link', { name: 'Move to another time' }).click();
  await expect(page.getByRole('heading', { name: 'Choose another time' })).toBeFocused();
  await page.getByRole('button', { name: 'Later days' }).click();
  await page.getByRole('tabpanel').getByRole('button').last().click();
  await page.getByRole('button', { name: 'Move the visit' }).click();
  await expect(page.getByText(/^Moved to /)).toBeVisible();
  await expectFocusKept(page);
  const [moved] = await api.appointmentsOf(email);
  expect(moved?.id).toBe(visit.id);
  expect(moved?.starts_at).not.toBe(visit.starts_at);

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('The visit is back at its former time.')).toBeVisible();
  await expectFocusKept(page);
  expect((await api.appointmentsOf(email))[0]?.starts_at).toBe(visit.starts_at);

  await page.getByRole('link', { name: 'Cancel', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel this visit' });
  await expect(dialog).toContainText('You can move or cancel this visit here until');
  await dialog.getByLabel('Why (optional)').fill('Feeling better');
  await dialog.getByRole('button', { name: 'Cancel the visit' }).click();
  await expect(page.getByText('The visit is cancelled.')).toBeVisible();
  await expectFocusKept(page);
  const [cancelled] = await api.appointmentsOf(email);
  expect(cancelled).toMatchObject({ status: 'cancelled', cancel_reason: 'Feeling better' });

  await page.getByRole('link', { name: 'Book with this doctor again' }).click();
  await expect(page.getByRole('heading', { name: doctor.name, level: 1 })).toBeVisible();
});

test('a time that went away meanwhile: others are offered, nothing typed is lost', async ({
  api,
  pageOfAccount,
}) => {
  const doctor = await api.newDoctor();
  const slot = await api.changeableTime(doctor.id);
  const { email } = await api.registerPatient();
  const page = await pageOfAccount(email);
  await page.goto(bookingAddress(slot));
  await page.getByLabel('Reason for the visit').fill('Back pain');
  await page.getByLabel('Symptoms').fill('Since Monday');
  // The desk may overbook: the time is no longer anyone's to book online.
  const caller = await api.newPatient('Karim Uddin');
  await api.bookNow(doctor.id, caller.id, slot.starts_at, { location_id: slot.location_id });
  await page.getByRole('button', { name: 'Book this visit' }).click();

  await expect(page.getByRole('heading', { name: 'This time has just been taken' })).toBeFocused();
  await expect(page.getByLabel('Reason for the visit')).toHaveValue('Back pain');
  await expect(page.getByLabel('Symptoms')).toHaveValue('Since Monday');
  await page
    .getByRole('region', { name: 'This time has just been taken' })
    .getByRole('listitem')
    .first()
    .getByRole('button')
    .click();
  await expectFocusKept(page);
  await page.getByRole('button', { name: 'Book this visit' }).click();
  await expect(page.getByRole('heading', { name: 'Your visit is booked' })).toBeVisible();
  const [booked] = await api.appointmentsOf(email);
  expect(booked).toMatchObject({ reason: 'Back pain', symptoms: 'Since Monday' });
  expect(booked?.starts_at).not.toBe(slot.starts_at);
});

test('records, their print sheets, and who opened them', async ({ api, pageOfAccount }) => {
  const doctor = await api.newDoctor();
  const { email } = await api.registerPatient();
  const patient = await api.ownPatientId(email);
  const visit = await api.visitNow(doctor.id, patient);
  await api.setStatus('desk@example.org', visit.id, 'checked_in');
  await api.setStatus(doctor.email, visit.id, 'in_progress');
  const record = await api.call<{ id: string }>(doctor.email, 'POST', '/medical-records', {
    appointment_id: visit.id,
    diagnosis: 'Acute bronchitis',
    diagnosis_code: 'J20.9',
    prescription: [
      {
        medicine: 'Amoxicillin',
        dose: '500 mg',
        frequency: 'three times a day',
        duration: '7 days',
      },
    ],
    notes: 'Rest and drink.',
  });
  await api.setStatus(doctor.email, visit.id, 'completed');
  await api.call(doctor.email, 'GET', `/medical-records/${record.id}`);
  const page = await pageOfAccount(email);

  await page.goto('/records');
  await page.getByRole('link', { name: 'Acute bronchitis' }).click();
  await expect(page.getByRole('heading', { name: /^Record of / })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Print the record' })).toBeVisible();
  // What lies on the paper at the moment of printing.
  await page.evaluate(() => {
    window.print = () => {
      document.body.dataset.printed = document.querySelector('article')?.innerText ?? '';
    };
  });
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('article').getByText('Acute bronchitis')).toBeVisible();
  await expect(page.locator('td', { hasText: 'Amoxicillin' })).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('button', { name: 'Print the prescription' }).click();
  const printed = page.locator('body[data-printed]');
  // A pharmacist reads the medicine and not the diagnosis.
  await expect(printed).toHaveAttribute('data-printed', /Amoxicillin/);
  await expect(printed).not.toHaveAttribute('data-printed', /bronchitis/);
  // Some browsers take the sheet after `print` has returned.
  const sheet = page.locator('article');
  await expect(sheet).not.toContainText('bronchitis');
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await expect(sheet).toContainText('bronchitis');

  await page.goto('/access-log');
  await settled(page);
  await expect(page.getByText(`${doctor.name}, Doctor`).first()).toBeVisible();
  await expect(page.getByText(/Opened a medical record/).first()).toBeVisible();
});
