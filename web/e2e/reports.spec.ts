/** Where everybody starts, and what the practice sees of itself: every figure leads to its visits. */

import { readFileSync } from 'node:fs';

import type { Page } from '@playwright/test';

import type { AppointmentRead } from '../src/client';
import { dayOf } from './support/addresses';
import { newWord, type Api, type TestDoctor } from './support/api';
import { expectFocusVisible, tabTo } from './support/focus';
import { expect, expectAccessible, settled, test } from './support/test';

const ADMIN = 'admin@example.org';
const DESK = 'desk@example.org';
const DAY_MS = 86_400_000;

/** Days around now in which the visits of a test lie, also when it runs on the last of a month. */
function around(): { from: string; to: string } {
  const at = (days: number) => dayOf(new Date(Date.now() + days * DAY_MS).toISOString());
  return { from: at(-1), to: at(20) };
}

interface Worked {
  doctor: TestDoctor;
  visits: AppointmentRead[];
}

/** A doctor of this test alone, with a visit that is over, one to come, and one called off. */
async function worked(api: Api): Promise<Worked> {
  const doctor = await api.newDoctor();
  const patient = await api.newPatient(`Rahima ${newWord()}`);
  const over = await api.visitNow(doctor.id, patient.id);
  for (const status of ['checked_in', 'in_progress', 'completed']) {
    await api.setStatus(status === 'completed' ? doctor.email : DESK, over.id, status);
  }
  const today = dayOf(over.starts_at);
  // After midnight all of today's hours are still free: each day of this doctor has one visit.
  const times = (await api.timesOf(doctor.id)).filter(({ starts_at }) => dayOf(starts_at) > today);
  const visits = [over];
  for (const index of [8, 24]) {
    const slot = times.at(index);
    if (slot === undefined) {
      throw new Error('the doctor of this test has no free time');
    }
    const { starts_at, doctor_id, location_id, visit_type_id } = slot;
    visits.push(
      await api.call<AppointmentRead>(DESK, 'POST', '/appointments', {
        starts_at,
        doctor_id,
        location_id,
        visit_type_id,
        patient_id: patient.id,
      }),
    );
  }
  const [, , off] = visits;
  await api.call(
    DESK,
    'POST',
    `/appointments/${off?.id ?? ''}/cancel`,
    { reason: 'Test' },
    {
      'If-Match': `"${off?.version ?? 0}"`,
    },
  );
  return { doctor, visits };
}

function report(doctor: TestDoctor): string {
  return `/reports?${new URLSearchParams({ ...around(), doctor: doctor.id })}`;
}

/** How many visits the page of rows says there are. */
async function rowsCounted(page: Page): Promise<number> {
  const shown = page.getByRole('status').filter({ hasText: / of [\d,]+ shown/ });
  await expect(shown.or(page.getByText('No visits fit'))).toBeVisible();
  const text = (await shown.count()) === 0 ? '' : await shown.innerText();
  return Number((/ of ([\d,]+) shown/.exec(text)?.[1] ?? '0').replace(',', ''));
}

test.describe('whoever signs in starts at what is next', () => {
  test('a patient: the next visit, and what to do', async ({ api, page }) => {
    const doctor = await api.newDoctor();
    const { email, name } = await api.registerPatient();
    await page.goto('/sign-in');
    await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill('Praxis-demo-1');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/dashboard$/);
    await expect(page.getByRole('heading', { name: `Hello, ${name}`, level: 1 })).toBeVisible();
    await expect(page.getByText('No visit is booked')).toBeVisible();
    await expectAccessible(page, 'the start of a patient without visits');

    const visit = await api.book(email, await api.changeableTime(doctor.id));
    await page.reload();
    const next = page.getByRole('region', { name: 'Your next visit' });
    await expect(next).toContainText(doctor.name);
    await settled(page);
    await expectAccessible(page, 'the start of a patient with a visit');
    await next.getByRole('link', { name: 'See the visit' }).click();
    await expect(page).toHaveURL(new RegExp(`/visits/${visit.id}`));
  });

  test('a doctor: who comes next, and how full the week is', async ({ api, pageOfAccount }) => {
    const doctor = await api.newDoctor();
    const patient = await api.newPatient(`Lamia ${newWord()}`);
    const visit = await api.visitNow(doctor.id, patient.id);
    const page = await pageOfAccount(doctor.email);
    await page.goto('/dashboard');
    const next = page.getByRole('region', { name: 'Next visit' });
    await expect(next).toContainText(patient.full_name);
    await expect(page.getByRole('link', { name: 'Visits: 1', exact: true })).toBeVisible();

    const week = page.getByRole('region', { name: 'The week ahead' });
    await expect(week.getByRole('list', { name: 'The week ahead' }).getByRole('link')).toHaveCount(
      7,
    );
    await week.getByText('Table', { exact: true }).click();
    // A head, and seven days.
    await expect(week.getByRole('row')).toHaveCount(8);
    await settled(page);
    await expectAccessible(page, 'the start of a doctor');
    await next.getByRole('link', { name: 'Open the visit' }).click();
    await expect(page).toHaveURL(new RegExp(`/visit/${visit.id}$`));
  });

  test('the desk: the day of each place, and the way to its board', async ({ pageOf }) => {
    const page = await pageOf('desk');
    await page.goto('/dashboard');
    const place = page.getByRole('region', { name: 'Praxis Dhanmondi' });
    await expect(place).toContainText('Not confirmed yet');
    await place.getByRole('link', { name: 'Open the board: Praxis Dhanmondi' }).click();
    await expect(page).toHaveURL(/\/board\?place=/);
  });

  test('an administrator: what waits, today, and the month', async ({ pageOf }) => {
    const page = await pageOf('admin');
    await page.goto('/dashboard');
    await expect(page.getByRole('list', { name: 'Today at all places' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Busiest hours' })).toBeVisible();
    await page.getByRole('link', { name: 'See the whole report' }).click();
    await expect(page.getByRole('heading', { name: 'Reports', level: 1 })).toBeVisible();
  });
});

test('every figure leads to the visits that it counts', async ({ api, pageOf }) => {
  test.slow();
  const { doctor } = await worked(api);
  const page = await pageOf('admin');
  await page.goto(report(doctor));
  await settled(page);
  const figures = page.getByRole('list', { name: 'Key figures' });
  await expect(figures.getByRole('link', { name: 'Visits: 3' })).toBeVisible();
  await expect(figures.getByRole('link', { name: '1 completed' })).toBeVisible();
  for (const table of await page.getByText('Table', { exact: true }).all()) {
    await table.click();
  }
  await expect(page.getByRole('table', { name: 'Visits by state' })).toBeVisible();

  const links = await page.locator('main a[href^="/reports/visits"]').evaluateAll((all) =>
    all.map((link) => ({
      href: (link as HTMLAnchorElement).href,
      text: link.textContent,
      name: link.getAttribute('aria-label') ?? '',
    })),
  );
  // Shares and money lead to rows that are not their number.
  const counts = links.filter(({ text }) => /^[\d,]+( completed| visits?.*)?$/.test(text));
  // Several figures lead to the same rows: they have to agree.
  const expected = new Map(counts.map(({ href, text }) => [href, parseInt(text, 10)]));
  expect(counts.map(({ href, text }) => [href, parseInt(text, 10)])).toEqual(
    counts.map(({ href }) => [href, expected.get(href)]),
  );
  expect(expected.size).toBeGreaterThan(10);
  for (const [href, count] of expected) {
    await page.goto(href);
    expect(await rowsCounted(page), href).toBe(count);
  }
});

test('a row opens its visit, and a filter can be taken away', async ({ api, pageOf }) => {
  const { doctor, visits } = await worked(api);
  const page = await pageOf('admin');
  const { from, to } = around();
  await page.goto(
    `/reports/visits?from=${from}&to=${to}&doctor=${doctor.id}&status=${encodeURIComponent('["completed"]')}`,
  );
  expect(await rowsCounted(page)).toBe(1);
  await settled(page);
  await expectAccessible(page, 'the rows of a report');
  await page.getByRole('button', { name: 'Remove: Completed' }).click();
  await expect.poll(() => rowsCounted(page)).toBe(visits.length);
  await page.getByRole('button', { name: `Remove: ${doctor.name}` }).waitFor();
  await page.goto(`/reports/visits?from=${from}&to=${to}&doctor=${doctor.id}`);
  await page.getByRole('region', { name: 'Visits' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/board\?.*visit=/);
  await expect(page.getByRole('dialog')).toContainText('Rahima');
});

test('the period stands in the address; one that is refused is told and mended', async ({
  pageOf,
}) => {
  const page = await pageOf('admin');
  await page.goto('/reports?from=2026-03-05&to=2026-03-01');
  await expect(page.getByRole('alert')).toBeVisible();
  await settled(page);
  await expectAccessible(page, 'a report of a refused period');
  await page.getByRole('combobox', { name: 'Period' }).click();
  await page.getByRole('option', { name: 'Last month' }).click();
  await expect(page).toHaveURL(/from=\d{4}-\d\d-01&to=\d{4}-\d\d-(28|29|30|31)/);
  await expect(page.getByRole('alert')).toBeHidden();
  const lastMonth = page.url();
  await page.getByRole('button', { name: 'Previous period' }).click();
  await expect(page).not.toHaveURL(lastMonth);
  await page.getByRole('button', { name: 'Next period' }).click();
  await expect(page).toHaveURL(lastMonth);
});

test('reports are saved as a table and as a document', async ({ api, pageOf }) => {
  const { doctor } = await worked(api);
  const page = await pageOf('admin');
  for (const path of [report(doctor), `/reports/doctors/${doctor.id}`]) {
    await page.goto(path);
    await settled(page);
    for (const [name, extension, begin] of [
      ['Download CSV', 'csv', '\uFEFF'],
      ['Download PDF', 'pdf', '%PDF-'],
    ] as const) {
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name }).click();
      const file = await saving;
      expect(file.suggestedFilename()).toMatch(new RegExp(`\\.${extension}$`));
      const content = readFileSync(await file.path());
      expect(content.toString('utf8').startsWith(begin), `${path} ${extension}`).toBe(true);
      expect(content.length).toBeGreaterThan(200);
    }
  }
});

test('charts are read and opened without a mouse', async ({ api, pageOf, isMobile }) => {
  test.skip(isMobile, 'phones have no keys');
  const { doctor, visits } = await worked(api);
  const page = await pageOf('admin');
  await page.goto(report(doctor));
  await settled(page);
  const [over] = visits;
  const columns = page.getByRole('list', { name: 'Visits by day' }).getByRole('link');
  // One stop for the whole chart; the arrows go from day to day.
  await tabTo(page, 'link', /0 visits · Completed: 0/);
  await expect(columns.first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(columns.nth(1)).toBeFocused();
  await expectFocusVisible(page);
  await expect(columns.nth(1)).toHaveAccessibleName(/1 visit · Completed: 1/);
  await page.keyboard.press('End');
  await expect(columns.last()).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`on=${dayOf(over?.starts_at ?? '')}`));
  expect(await rowsCounted(page)).toBe(1);
});

test('a doctor sees the own report, and no other', async ({ api, pageOfAccount, isMobile }) => {
  const { doctor } = await worked(api);
  const other = await api.newDoctor();
  const page = await pageOfAccount(doctor.email);
  await page.goto('/dashboard');
  if (isMobile) {
    await page.getByRole('button', { name: 'Open the menu' }).click();
  }
  await page.getByRole('link', { name: 'Reports', exact: true }).first().click();
  await expect(page.getByRole('heading', { name: `Report of ${doctor.name}` })).toBeVisible();
  await settled(page);
  await expectAccessible(page, 'the report of a doctor');
  const { from, to } = around();
  await page.goto(`/reports/doctors/${doctor.id}?from=${from}&to=${to}`);
  await page.getByRole('link', { name: 'Visits: 3' }).click();
  expect(await rowsCounted(page)).toBe(3);
  await page.getByRole('region', { name: 'Visits' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/visit\//);

  await page.goto(`/reports/doctors/${other.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText(other.name)).toBeHidden();
  await expect(page.getByRole('list', { name: 'Key figures' })).toBeHidden();
});

test('the report of each month is asked for in the profile', async ({ api, pageOfAccount }) => {
  const doctor = await api.newDoctor();
  const page = await pageOfAccount(doctor.email);
  await page.goto('/profile');
  const wanted = page.getByRole('switch', { name: 'The report of each month' });
  await expect(wanted).not.toBeChecked();
  await wanted.click();
  await page.getByRole('button', { name: 'Save the e-mail settings' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'saved' })).toBeVisible();
  const { email_reports: on } = await api.call<{ email_reports: boolean }>(
    doctor.email,
    'GET',
    '/users/me/notification-preferences',
  );
  expect(on).toBe(true);
});

test('an administrator compares what the address names', async ({ pageOf }) => {
  const page = await pageOf('admin');
  await page.goto('/reports?by=location&measure=utilisation');
  const compared = page.getByRole('region', { name: 'Compared' });
  await expect(compared.getByRole('list', { name: 'Compared: Time in use' })).toContainText(
    'Praxis Dhanmondi',
  );
  await compared.getByRole('combobox', { name: 'By' }).click();
  await page.getByRole('option', { name: 'Specialty' }).click();
  await expect(page).toHaveURL(/by=specialty/);
  await expect(compared.getByRole('list')).toContainText('Cardiology');
});

test('money of several currencies is never one sum', async ({ api, pageOf }) => {
  const overview = await api.call<{ revenue: { currency: string }[] }>(
    ADMIN,
    'GET',
    '/reports/overview',
  );
  const page = await pageOf('admin');
  await page.goto('/reports');
  const fees = page.getByRole('table', { name: 'Fees by currency' });
  // A head, and one line a currency.
  await expect(fees.getByRole('row')).toHaveCount(overview.revenue.length + 1);
});
