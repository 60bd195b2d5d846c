/** Two people, one time, both press the button at once. */

import type { AppointmentRead, PageAppointmentRead } from '../src/client';
import { bookingAddress } from './support/addresses';
import { expect, test } from './support/test';

test('two browsers race for one time: one has it, the other one of the nearest', async ({
  api,
  pageOfAccount,
}) => {
  const doctor = await api.newDoctor();
  const slot = await api.changeableTime(doctor.id);
  const people = await Promise.all([
    api.registerPatient('Rahim Khan'),
    api.registerPatient('Karima Begum'),
  ]);
  const pages = await Promise.all(people.map(({ email }) => pageOfAccount(email)));
  // Neither holds the time, as when both came at the same moment: the database alone decides.
  await Promise.all(pages.map((page) => page.route('**/api/v1/holds', (route) => route.abort())));
  await Promise.all(pages.map((page) => page.goto(bookingAddress(slot))));
  const buttons = pages.map((page) => page.getByRole('button', { name: 'Book this visit' }));
  await Promise.all(
    pages.map((page, index) =>
      page.getByLabel('Reason for the visit').fill(`Reason of number ${index}`),
    ),
  );
  await Promise.all(buttons.map((button) => button.click()));

  const outcomes = await Promise.all(
    pages.map(async (page) => {
      const booked = page.getByRole('heading', { name: 'Your visit is booked' });
      const taken = page.getByRole('heading', { name: 'This time has just been taken' });
      await expect(booked.or(taken)).toBeVisible();
      return (await booked.isVisible()) ? 'booked' : 'taken';
    }),
  );
  expect(outcomes.toSorted()).toEqual(['booked', 'taken']);

  const loser = outcomes.indexOf('taken');
  const page = pages[loser];
  if (page === undefined) {
    throw new Error('nobody was refused');
  }
  await expect(page.getByLabel('Reason for the visit')).toHaveValue(`Reason of number ${loser}`);
  await page
    .getByRole('region', { name: 'This time has just been taken' })
    .getByRole('listitem')
    .getByRole('button')
    .first()
    .click();
  await page.getByRole('button', { name: 'Book this visit' }).click();
  await expect(page.getByRole('heading', { name: 'Your visit is booked' })).toBeVisible();

  const { items } = await api.call<PageAppointmentRead>(
    'desk@example.org',
    'GET',
    `/appointments?doctor_id=${doctor.id}&limit=200`,
  );
  const at = (instant: string) => (visit: AppointmentRead) =>
    Date.parse(visit.starts_at) === Date.parse(instant);
  expect(items).toHaveLength(2);
  expect(items.filter(at(slot.starts_at))).toHaveLength(1);
  expect(items.every(({ status }) => status === 'confirmed')).toBe(true);
  expect(new Set(items.map(({ patient_id }) => patient_id)).size).toBe(2);
});
