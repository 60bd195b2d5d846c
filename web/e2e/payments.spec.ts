/** Money: taken at the desk by keyboard, given back, counted at the end of the day, seen by the patient. */

import { readFileSync } from 'node:fs';

import type { Download, Locator, Page } from '@playwright/test';

import type { AppointmentRead, DoctorRead, VisitAccountRead } from '../src/client';
import { dayOf } from './support/addresses';
import { newWord, type Api } from './support/api';
import { expectFocusKept, expectFocusVisible } from './support/focus';
import { expect, expectAccessible, expectNoSidewaysScroll, settled, test } from './support/test';

const DESK = 'desk@example.org';
const ADMIN = 'admin@example.org';

/** A visit that took place this minute, with an account of its own to see it. */
async function visitToPay(api: Api): Promise<{ visit: AppointmentRead; email: string }> {
  const [doctor, { email }] = await Promise.all([
    api.newDoctor(),
    api.registerPatient(`Rehana ${newWord()}`),
  ]);
  const { id } = await api.visitNow(doctor.id, await api.ownPatientId(email));
  for (const status of ['checked_in', 'in_progress']) {
    await api.setStatus(DESK, id, status);
  }
  const visit = await api.setStatus(doctor.email, id, 'completed');
  expect(Number(visit.fee.amount), 'the fee of a plain visit').toBeGreaterThan(0);
  return { visit, email };
}

function account(api: Api, visit: AppointmentRead): Promise<VisitAccountRead> {
  return api.call(DESK, 'GET', `/appointments/${visit.id}/payments`);
}

/** Pays as another desk does. */
function pay(api: Api, visit: AppointmentRead, body: object) {
  return api.call<{ id: string; receipt_number: string }>(
    DESK,
    'POST',
    `/appointments/${visit.id}/payments`,
    body,
    { 'Idempotency-Key': crypto.randomUUID() },
  );
}

async function openOnBoard(page: Page, visit: AppointmentRead): Promise<Locator> {
  const day = dayOf(visit.starts_at);
  await page.goto(`/board?place=${visit.location_id}&day=${day}&visit=${visit.id}`);
  await settled(page);
  const panel = page.getByRole('dialog', { name: visit.patient_name });
  await expect(panel.getByRole('heading', { name: 'Payment' })).toBeVisible();
  return panel;
}

async function contentOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path());
}

/** How the visit stands, beside the heading. */
function standing(panel: Locator | Page): Locator {
  return panel.getByRole('heading', { name: 'Payment', exact: true }).locator('..');
}

/** A button that opens a document in a window of its own. */
async function expectPdf(page: Page, button: Locator): Promise<void> {
  const asked = page.waitForResponse(/receipt\.pdf$/);
  const opened = page.context().waitForEvent('page');
  let saved = '';
  page.once('download', (file) => (saved = file.url()));
  await button.click();
  const [answer, window] = await Promise.all([asked, opened]);
  expect(answer.status()).toBe(200);
  expect(answer.headers()['content-type']).toBe('application/pdf');
  // Not `waitForURL`: a viewer of PDFs does not always tell of its `load`, and a browser without
  // one (the shell without windows) saves what the window would show.
  await expect.poll(() => window.url() || saved).toMatch(/^blob:/);
  await window.close();
}

test('a visit is paid with two keys, and the receipt opens', async ({ api, pageOf, isMobile }) => {
  const { visit } = await visitToPay(api);
  const page = await pageOf('desk');
  const panel = await openOnBoard(page, visit);
  await expect(standing(panel)).toContainText('Unpaid');

  await panel.getByRole('button', { name: 'Take payment', exact: true }).press('Enter');
  await expect(panel.getByRole('radio', { name: 'Cash' })).toBeFocused();
  await expect(panel.getByRole('textbox', { name: 'Amount' })).toHaveValue(visit.fee.amount);
  await expectAccessible(page, 'taking a payment');
  await page.keyboard.press('3');
  await expect(panel.getByRole('radio', { name: 'Mobile wallet' })).toBeChecked();
  await page.keyboard.press('Enter');

  await expect(standing(panel)).toContainText('Paid');
  const { items, outstanding } = await account(api, visit);
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ kind: 'payment', method: 'mobile_wallet', amount: visit.fee });
  expect(Number(outstanding.amount)).toBe(0);
  const number = items[0]?.receipt_number ?? '';
  await expect(
    page.getByRole('status').filter({ hasText: `from ${visit.patient_name}. Receipt ${number}` }),
  ).toBeVisible();
  const receipt = panel.getByRole('button', { name: `Open receipt ${number}` });
  await expect(receipt).toBeFocused();
  if (!isMobile) {
    await expectFocusVisible(page);
  }
  await expectAccessible(page, 'a visit that is paid');
  await expectPdf(page, receipt);
});

test('a part is taken, and the rest later', async ({ api, pageOf }) => {
  const { visit } = await visitToPay(api);
  const page = await pageOf('desk');
  const panel = await openOnBoard(page, visit);
  await panel.getByRole('button', { name: 'Take payment', exact: true }).click();
  const amount = panel.getByRole('textbox', { name: 'Amount' });

  await amount.fill('a lot');
  await amount.press('Enter');
  await expect(panel.getByText('Write an amount such as 500 or 500.50.')).toBeVisible();
  await expect(amount).toBeFocused();
  await amount.fill('9999999');
  await amount.press('Enter');
  await expect(amount).toHaveAttribute('aria-invalid', 'true');
  await expect(amount).toHaveValue('9999999');
  await expectAccessible(page, 'an amount that is refused');

  await amount.fill('০.৫০');
  await panel.getByRole('textbox', { name: 'Reference (optional)' }).fill('Z-17');
  await amount.press('Enter');
  await expect(standing(panel)).toContainText('Partly paid');
  await expectFocusKept(page);
  const rest = (await account(api, visit)).outstanding.amount;
  expect(Number(rest)).toBe(Number(visit.fee.amount) - 0.5);

  // The same once more is another payment.
  await panel.getByRole('button', { name: 'Take payment', exact: true }).click();
  await expect(amount).toHaveValue(rest);
  await amount.fill('0.50');
  await amount.press('Enter');
  await expect(panel.getByRole('button', { name: /^Open receipt/ })).toHaveCount(2);
  const { items } = await account(api, visit);
  expect(items.map(({ amount: { amount: each }, reference }) => [each, reference])).toEqual([
    ['0.50', 'Z-17'],
    ['0.50', null],
  ]);
});

test('of two desks one takes the payment, and the other is told', async ({ api, pageOf }) => {
  const { visit } = await visitToPay(api);
  const page = await pageOf('desk');
  const panel = await openOnBoard(page, visit);
  await panel.getByRole('button', { name: 'Take payment', exact: true }).click();
  // While the wish of this page is on its way, that of the other arrives.
  await page.route('**/appointments/*/payments', async (route) => {
    if (route.request().method() === 'POST') {
      await pay(api, visit, { method: 'cash' });
    }
    await route.continue();
  });
  await panel.getByRole('button', { name: /^Take .*\d/ }).click();

  await expect(standing(panel)).toContainText('Paid');
  await expect(panel.getByRole('alert')).toHaveText('Nothing is owed for this visit.');
  expect((await account(api, visit)).items).toHaveLength(1);
  await expectAccessible(page, 'a payment that another desk took');
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.getByRole('button', { name: 'Take payment', exact: true })).toHaveCount(0);
  await expectFocusKept(page);
});

test('a payment is given back with a reason', async ({ api, pageOf }) => {
  const { visit } = await visitToPay(api);
  const { receipt_number: number } = await pay(api, visit, { method: 'card' });
  const page = await pageOf('desk');
  const panel = await openOnBoard(page, visit);
  await panel.getByRole('button', { name: `Refund payment ${number}` }).click();
  const reason = panel.getByRole('textbox', { name: 'Reason' });
  await expect(reason).toBeFocused();
  await expect(panel.getByRole('radio', { name: 'Card' })).toBeChecked();

  const submit = panel.getByRole('button', { name: /^Give back/ });
  await submit.click();
  await expect(panel.getByText('Write why the money is given back.')).toBeVisible();
  await expect(reason).toBeFocused();
  await expectAccessible(page, 'a refund without a reason');
  await reason.fill('The doctor fell ill');
  await submit.click();

  await expect(panel.getByText('Reason: The doctor fell ill')).toBeVisible();
  await expect(standing(panel)).toContainText('Unpaid');
  await expect(panel.getByRole('button', { name: /^Refund payment/ })).toHaveCount(0);
  await expectFocusKept(page);
  const { items, paid } = await account(api, visit);
  expect(items.map(({ kind }) => kind)).toEqual(['payment', 'refund']);
  expect(items[1]).toMatchObject({ method: 'card', reason: 'The doctor fell ill' });
  expect(Number(paid.amount)).toBe(0);
  await expectAccessible(page, 'a payment that was given back');
});

test('who has not paid is on the list until the payment is taken', async ({ api, pageOf }) => {
  const { visit } = await visitToPay(api);
  const page = await pageOf('desk');
  await page.goto(`/unpaid?place=${visit.location_id}`);
  await settled(page);
  const list = page.getByRole('region', { name: 'Unpaid visits' });
  await expect(list.getByRole('link', { name: visit.patient_name })).toBeVisible();
  await list.getByRole('button', { name: `Take payment of ${visit.patient_name}` }).click();
  const panel = page.getByRole('dialog', { name: visit.patient_name });
  await expect(panel.getByRole('radio', { name: 'Cash' })).toBeFocused();
  await expectAccessible(page, 'taking a payment from the list');
  await page.keyboard.press('Enter');
  await expect(standing(panel)).toContainText('Paid');
  await panel.getByRole('button', { name: 'Close' }).click();

  await expect(panel).toHaveCount(0);
  await expect(list.getByRole('link', { name: visit.patient_name })).toHaveCount(0);
  await expectFocusKept(page);
});

test('the day ends with all that was taken, as page, table file and paper', async ({
  api,
  pageOf,
}) => {
  const { visit } = await visitToPay(api);
  const { receipt_number: number } = await pay(api, visit, { method: 'cash', reference: 'till 2' });
  const page = await pageOf('desk');
  await page.goto(`/day-end?place=${visit.location_id}`);
  await settled(page);
  for (const name of ['Totals', 'By person', 'All payments of the day']) {
    await expect(page.getByRole('region', { name })).toBeVisible();
  }
  const all = page.getByRole('region', { name: 'All payments of the day' });
  await expect(all.getByRole('button', { name: `Open receipt ${number}` })).toBeVisible();
  await expect(all.getByRole('link', { name: visit.patient_name })).toBeVisible();

  const [table] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV' }).click(),
  ]);
  expect(table.suggestedFilename()).toMatch(/\.csv$/);
  expect((await contentOf(table)).toString()).toContain(number);
  const [paper] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'PDF' }).click(),
  ]);
  expect(paper.suggestedFilename()).toMatch(/\.pdf$/);
  expect((await contentOf(paper)).subarray(0, 5).toString()).toBe('%PDF-');

  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('button', { name: 'CSV' })).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Day-end report' })).toBeVisible();
  await page.emulateMedia({ media: null });

  await page.getByRole('button', { name: 'Next day' }).click();
  await expect(page.getByText('No payments on this day')).toBeVisible();
  await expect(page).toHaveURL(/day=\d{4}-\d\d-\d\d/);
  await settled(page);
  await expectAccessible(page, 'a day without payments');
  await expectNoSidewaysScroll(page, 'a day without payments');
});

test('patients see what they paid, and nobody else’s', async ({ api, pageOf, pageOfAccount }) => {
  const { visit, email } = await visitToPay(api);
  const { receipt_number: number } = await pay(api, visit, { method: 'cash' });
  const page = await pageOfAccount(email);
  await page.goto(`/visits/${visit.id}`);
  await settled(page);
  await expect(standing(page)).toContainText('Paid');
  await expect(page.getByText(/^Payment noted by/)).toBeVisible();
  const receipt = page.getByRole('button', { name: `Open receipt ${number}` });
  await expectPdf(page, receipt);
  await expect(page.getByRole('button', { name: /^Refund/ })).toHaveCount(0);
  await expectAccessible(page, 'a paid visit of a patient');

  const other = await pageOf('patient');
  await other.goto(`/visits/${visit.id}`);
  await expect(other.getByRole('heading', { name: 'This page does not exist' })).toBeVisible();
});

test('a doctor has a fee in the money of where they work', async ({ api, pageOf }) => {
  const doctor = await api.newDoctor();
  const type = await api.consultation();
  const page = await pageOf('admin');
  await page.goto(`/admin/doctors?edit=${doctor.id}&part=visit_types`);
  await settled(page);
  const panel = page.getByRole('dialog', { name: doctor.name });
  await panel.getByRole('radio', { name: /^Only these/ }).check();
  await panel.getByRole('checkbox', { name: type.name, exact: true }).check();
  await panel.getByRole('textbox', { name: `${type.name}: Own fee`, exact: true }).fill('45');
  const currency = panel.getByRole('combobox', { name: `${type.name}: Currency`, exact: true });
  await currency.fill('EUR');
  await page.getByRole('option', { name: /^EUR/ }).click();
  await expectAccessible(page, 'fees of a doctor');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel).toHaveCount(0);

  const path = `/doctors/${doctor.id}/visit-types`;
  const { items } = await api.call<{ items: { own_fee: unknown }[] }>(ADMIN, 'GET', path);
  const own = items.flatMap(({ own_fee }) => own_fee ?? []);
  expect(own).toEqual([{ amount: '45.00', currency: 'EUR' }]);
  const shown = await api.call<DoctorRead>(null, 'GET', `/doctors/${doctor.id}`);
  await page.goto(`/doctors/${shown.id}`);
  await settled(page);
  await expect(page.getByText('€45.00').first()).toBeVisible();
});
