/** Booking without a mouse, and by what a screen reader says. */

import type { Page } from '@playwright/test';

import { bookingAddress, clock } from './support/addresses';
import { Api } from './support/api';
import { expectFocusKept, expectFocusVisible, tabTo } from './support/focus';
import { expect, settled, test } from './support/test';

/** Types as people do who cannot click: one key after the other into whatever has the focus. */
async function type(page: Page, text: string): Promise<void> {
  await expectFocusVisible(page);
  await page.keyboard.type(text);
}

test('a whole booking by keyboard alone', async ({ page, api }) => {
  const doctor = await api.newDoctor();
  const { email } = await api.registerPatient();
  await page.goto(`/?q=${encodeURIComponent(doctor.name)}`);
  await settled(page);

  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await expectFocusVisible(page);
  await page.keyboard.press('Enter');
  await tabTo(page, 'link', `More times with ${doctor.name}`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: doctor.name, level: 1 })).toBeFocused();
  await settled(page);

  // Into the days: one stop of the Tab key, arrows inside.
  await tabTo(page, 'tab', /\d/);
  const before = await page.getByRole('tab', { selected: true }).textContent();
  await page.keyboard.press('ArrowRight');
  await expectFocusVisible(page);
  await expect(page.getByRole('tab', { selected: true })).not.toHaveText(before ?? '');
  await tabTo(page, 'button', /^\d\d:\d\d, /);
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { name: 'Book a visit', level: 1 })).toBeFocused();
  await tabTo(page, 'radio', 'I have an account');
  await tabTo(page, 'textbox', 'E-mail');
  await type(page, email);
  await tabTo(page, 'textbox', 'Password');
  await type(page, Api.PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Who is it for?' })).toBeFocused();
  await tabTo(page, 'textbox', 'Reason for the visit');
  await type(page, 'Check-up');
  await tabTo(page, 'button', 'Book this visit');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Your visit is booked' })).toBeFocused();
  await expectFocusKept(page);
  expect(await api.appointmentsOf(email)).toMatchObject([
    { status: 'confirmed', reason: 'Check-up', doctor_id: doctor.id },
  ]);
});

test('a booking as a screen reader tells it', async ({ api, pageOfAccount }) => {
  const doctor = await api.newDoctor();
  const { email, name } = await api.registerPatient();
  const slot = await api.changeableTime(doctor.id);
  const day = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'Asia/Dhaka',
  }).format(new Date(slot.starts_at));
  const page = await pageOfAccount(email);
  await page.goto(bookingAddress(slot));

  // What is booked, for whom, on which terms: each as a heading with its words, in order.
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
  - main:
    - heading "Book a visit" [level=1]
    - region "Your visit":
      - heading "Your visit" [level=2]
      - paragraph: ${doctor.name}
      - paragraph: ${day}
      - paragraph: ${clock(slot.starts_at)} (GMT+6)
      - paragraph: /Consultation, 30 min/
      - paragraph: Praxis Dhanmondi
      - link "Directions to Praxis Dhanmondi, in a new tab"
      - paragraph: /Fee/
      - paragraph: /You can move or cancel it yourself until/
      - link "Choose another time"
    - note: /This time is kept for you/
    - heading "Who is it for?" [level=2]
    - radiogroup "Who is it for?":
      - radio "${name}" [checked]
    - button "Add someone you care for"
    - form "What is it about?":
      - heading "What is it about?" [level=2]
      - textbox "Reason for the visit"
      - textbox "Symptoms"
      - button "Book this visit"
  `);
  const reason = page.getByRole('textbox', { name: 'Reason for the visit' });
  await expect(reason).toHaveAccessibleDescription(/A few words/);
  await reason.fill('Check-up');
  await page.getByRole('button', { name: 'Book this visit' }).press('Enter');
  // The result is announced, and the focus names the new page.
  await expect(page.getByRole('status').filter({ hasText: 'My visits' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveAccessibleName(
    'Your visit is booked',
  );
  await expect(page).toHaveTitle('Your visit is booked · Praxis');

  await page.getByRole('link', { name: 'Open this visit' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveAccessibleName(
    `Visit with ${doctor.name}`,
  );
  await page.getByRole('button', { name: 'I will come' }).press('Enter');
  await expect(
    page.getByRole('status').filter({ hasText: 'The practice knows that you will come.' }),
  ).toBeVisible();
  await expectFocusKept(page);
});

test('a wrong sign-in says so, and the focus stays in the form', async ({ page, api }) => {
  const { email } = await api.registerPatient();
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill('not this one');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('E-mail and password do not fit together.');
  await expectFocusKept(page);
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue(email);

  await page.goto('/register');
  await page.getByRole('button', { name: 'Create the account' }).press('Enter');
  const field = page.getByRole('textbox', { name: 'Full name' });
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription('Please fill this in.');
});
