/** What an administrator does: let people in, set the practice up, and see who did what. */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { Locator, Page } from '@playwright/test';

import type { LocationRead, PracticeRead, VisitTypeRead } from '../src/client';
import { Api, newWord } from './support/api';
import { expectFocusKept } from './support/focus';
import { expect, settled, test } from './support/test';

const ADMIN = 'admin@example.org';

/** The form that stands beside a list, from the button that opens it. */
async function openForm(page: Page, path: string, button: string): Promise<Locator> {
  await page.goto(path);
  await settled(page);
  await page.getByRole('link', { name: button, exact: true }).click();
  return page.getByRole('dialog', { name: button });
}

async function choose(field: Locator, typed: string, option: RegExp): Promise<void> {
  await field.fill(typed);
  await field.page().getByRole('option', { name: option }).first().click();
}

/** Takes out of use with one click, finds the way back in the notice, and takes it. */
async function deactivateAndUndo(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Deactivate ${name}` }).click();
  await expect(page.getByText(`${name} is no longer active.`)).toBeVisible();
  await expectFocusKept(page);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.getByText(`${name} is active.`)).toBeVisible();
  await expectFocusKept(page);
  await expect(page.getByRole('button', { name: `Deactivate ${name}` })).toBeVisible();
}

/** What the other tests would be offered too is out of use in the end. */
async function retire(api: Api, path: string, version: number): Promise<void> {
  await api.call(ADMIN, 'PATCH', path, { active: false }, { 'If-Match': `"${version}"` });
}

test('a doctor who registered is approved and stands in the search', async ({ api, pageOf }) => {
  const name = `Dr ${newWord()} Sultana`;
  await api.call(null, 'POST', '/auth/register', {
    role: 'doctor',
    email: `e2e-${randomUUID()}@example.org`,
    password: Api.PASSWORD,
    full_name: name,
    specialty: 'Paediatrics',
    licence_number: randomUUID().slice(0, 18),
    experience_years: 12,
  });
  const find = async () => {
    const { items } = await api.call<{ items: { full_name: string }[] }>(
      null,
      'GET',
      `/doctors?q=${encodeURIComponent(name)}`,
    );
    return items.map(({ full_name }) => full_name);
  };
  expect(await find()).toEqual([]);
  const page = await pageOf('admin');
  await page.goto('/admin');
  await page.getByRole('link', { name: 'See the doctors' }).click();
  const waiting = page.getByRole('region', { name: 'Awaiting your approval' });
  await expect(waiting.getByRole('listitem').filter({ hasText: name })).toContainText('12 years');
  await waiting.getByRole('button', { name: `Decline ${name}` }).click();
  await expect(page.getByText(`${name} is declined and stays out of sight.`)).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await waiting.getByRole('button', { name: `Approve ${name}` }).click();
  await expect(page.getByText(`${name} is approved and can be booked`)).toBeVisible();
  await expect(waiting.getByText(name)).toBeHidden();
  await expectFocusKept(page);
  expect(await find()).toEqual([name]);
});

test('a user is added: faults stand at their fields, and nothing typed is lost', async ({
  api,
  page: visitor,
  pageOf,
}) => {
  const name = `Rokeya ${newWord()}`;
  const email = `e2e-${randomUUID()}@example.org`;
  const page = await pageOf('admin');
  const form = await openForm(page, '/admin/users', 'Add user');
  await form.getByRole('button', { name: 'Add user' }).click();
  await expect(form.getByText('This is needed.')).toHaveCount(3);
  await expect(form.getByLabel('Full name')).toBeFocused();
  await form.getByLabel('Full name').fill(name);
  await form.getByLabel('E-mail').fill('nonsense');
  await form.getByLabel('First password').fill(Api.PASSWORD);
  await form.getByRole('button', { name: 'Add user' }).click();
  await expect(form.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.press('Escape');
  await expect(form).toBeHidden();
  await expect(page.getByRole('link', { name: 'Add user' })).toBeFocused();
  await page.getByRole('link', { name: 'Add user' }).click();
  await expect(form.getByLabel('Full name')).toHaveValue(name);
  await form.getByLabel('E-mail').fill(email);
  await form.getByRole('button', { name: 'Add user' }).click();
  await expect(page.getByText(`${name} can sign in now.`)).toBeVisible();
  await expect(form).toBeHidden();
  await expectFocusKept(page);

  await visitor.goto('/sign-in');
  await visitor.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await visitor.getByRole('textbox', { name: 'Password' }).fill(Api.PASSWORD);
  await visitor.keyboard.press('Enter');
  await expect(visitor.getByRole('heading', { name: 'Start', level: 1 })).toBeVisible();

  await page.getByRole('searchbox', { name: 'Name or e-mail' }).fill(name);
  await expect(page.getByRole('button', { name: /^Deactivate / })).toHaveCount(1);
  expect(page.url()).not.toContain('Rokeya');
  await deactivateAndUndo(page, name);
  await api.call(email, 'GET', '/users/me');
});

test('a place is added with its clock and holidays', async ({ api, pageOf }) => {
  const name = `Praxis ${newWord()}`;
  const page = await pageOf('admin');
  const form = await openForm(page, '/admin/locations', 'Add location');
  await form.getByLabel('Name').fill(name);
  await choose(form.getByRole('combobox', { name: 'Time zone' }), 'Tokyo', /Tokyo/);
  await choose(form.getByRole('combobox', { name: 'Public holidays of' }), 'Japan', /^Japan$/);
  await form.getByRole('button', { name: 'Add location' }).click();
  await expect(page.getByText(`${name} is added.`)).toBeVisible();
  await expect(form).toBeHidden();
  await expectFocusKept(page);

  const { items } = await api.call<{ items: LocationRead[] }>(
    ADMIN,
    'GET',
    `/locations?q=${encodeURIComponent(name)}`,
  );
  const [place] = items;
  expect(place).toMatchObject({ name, time_zone: 'Asia/Tokyo', country: 'JP' });
  await deactivateAndUndo(page, name);

  // Its own holidays: those of the country, one more, and each decision has a way back.
  await page.goto(`/admin/holidays?location=${place?.id}&year=2027`);
  await settled(page);
  const act = page.getByRole('button', { name: /^Open anyway/ }).first();
  const which = (await act.getAttribute('aria-label')) ?? '';
  await act.click();
  await expect(page.getByText(/ is open\.$/)).toBeVisible();
  await expectFocusKept(page);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.getByText(/follows the calendar again\.$/)).toBeVisible();
  await expect(page.getByRole('button', { name: which })).toBeVisible();

  await page.getByRole('button', { name: 'Close another day' }).click();
  await page.getByRole('textbox', { name: 'Day', exact: true }).fill('2027-07-05');
  await page.getByLabel('Why').fill('Moving house');
  await page.getByRole('button', { name: 'Close the day' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Moving house' })).toBeVisible();
  await expectFocusKept(page);
  const { decided } = await api.call<{ decided: unknown[] }>(
    ADMIN,
    'GET',
    `/locations/${place?.id}/holidays?from=2027-01-01&to=2027-12-31`,
  );
  expect(decided).toMatchObject([{ on: '2027-07-05', name: 'Moving house', open: false }]);
  const { version } = await api.call<LocationRead>(ADMIN, 'GET', `/locations/${place?.id}`);
  await retire(api, `/locations/${place?.id}`, version);
});

test('a visit type is added, and what it means is told', async ({ api, pageOf }) => {
  const name = `Stress test ${newWord()}`;
  const page = await pageOf('admin');
  const form = await openForm(page, '/admin/visit-types', 'Add visit type');
  await form.getByLabel('Name').fill(name);
  // As a Bangla keyboard writes it.
  await form.getByLabel('Fee').fill('১২০০');
  await form.getByRole('textbox', { name: 'Length' }).fill('40');
  await form.getByRole('textbox', { name: 'Book at least this long ahead' }).fill('3');
  await expect(form.getByText('Patients can book from 3 hours up to')).toBeVisible();
  await form.getByLabel('Each booking waits for approval').check({ force: true });
  await form.getByRole('button', { name: 'Add visit type' }).click();
  await expect(page.getByText(`${name} is added.`)).toBeVisible();
  await expectFocusKept(page);
  const { items } = await api.call<{ items: VisitTypeRead[] }>(
    ADMIN,
    'GET',
    `/visit-types?q=${encodeURIComponent(name)}`,
  );
  const [type] = items;
  expect(type).toMatchObject({
    name,
    duration_minutes: 40,
    minimum_notice_minutes: 180,
    needs_approval: true,
    fee: { amount: '1200.00' },
  });
  await retire(api, `/visit-types/${type?.id}`, type?.version ?? 0);
});

test('a room is added, and two who change it at once both keep what they typed', async ({
  api,
  pageOf,
}) => {
  const name = `Room ${newWord()}`;
  const place = await api.dhaka();
  const page = await pageOf('admin');
  const form = await openForm(page, `/admin/rooms?location=${place.id}`, 'Add room or device');
  await form.getByLabel('Name').fill(name);
  await form.getByRole('button', { name: 'Add room or device' }).click();
  await expect(page.getByText(`${name} is added.`)).toBeVisible();
  await expectFocusKept(page);

  await page.getByRole('link', { name, exact: true }).click();
  const edit = page.getByRole('dialog', { name: 'Edit room or device' });
  await edit.getByLabel('Name').fill(`${name} upstairs`);
  const { items } = await api.call<{ items: { id: string; name: string; version: number }[] }>(
    ADMIN,
    'GET',
    `/resources?location_id=${place.id}&limit=200`,
  );
  const room = items.find((each) => each.name === name);
  expect(room).toBeDefined();
  const path = `/resources/${room?.id}`;
  await api.call(ADMIN, 'PATCH', path, { tags: ['ecg'] }, { 'If-Match': `"${room?.version}"` });
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit.getByRole('alert')).toContainText('Someone else changed this');
  await expect(edit.getByLabel('Name')).toHaveValue(`${name} upstairs`);
  await expect(edit.getByText('ecg').first()).toBeVisible();
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(`${name} upstairs is saved.`)).toBeVisible();
  const saved = await api.call<{ name: string; tags: string[]; version: number }>(
    ADMIN,
    'GET',
    path,
  );
  expect(saved).toMatchObject({ name: `${name} upstairs`, tags: ['ecg'] });
  await retire(api, path, saved.version);
});

test('the audit log tells who did what, narrowed by links that can be sent', async ({
  api,
  pageOf,
}) => {
  const { id } = await api.newDoctor();
  const page = await pageOf('admin');
  await page.goto(`/admin/audit?about=${id}`);
  await settled(page);
  await expect(page.getByRole('listitem').filter({ hasText: 'added a doctor' })).toHaveCount(1);
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await page.waitForURL((url) => url.search === '');

  await choose(page.getByRole('combobox', { name: 'What' }), 'added a doc', /added a doctor/);
  await page.waitForURL(/action=doctor\.created/);
  await page.keyboard.press('Escape');
  await settled(page);
  const events = page.getByRole('main').getByRole('listitem');
  await expect(events.filter({ hasNotText: 'added a doctor' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Details' }).first().click();
  await page.getByRole('link', { name: 'All by this person' }).first().click();
  await page.waitForURL(/actor=/);
  expect(page.url()).not.toContain('action=');
  await page.goBack();
  await page.waitForURL(/action=doctor\.created/);
});

test('the audit log is exported as its filters show it, and says so', async ({ api, pageOf }) => {
  const { id } = await api.newDoctor();
  const page = await pageOf('admin');
  await page.goto(`/admin/audit?about=${id}&action=doctor.created,doctor.approved`);
  await settled(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/);
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(lines[0]).toContain('Who');
  expect(lines.slice(1).every((line) => line.includes(id))).toBe(true);
  expect(lines.slice(1).some((line) => line.includes('doctor.created'))).toBe(true);

  await page.getByRole('button', { name: 'Show all again: Only one thing' }).click();
  await page.waitForURL((url) => !url.searchParams.has('about'));
  await page.goto('/admin/audit?action=audit.exported');
  await settled(page);
  const taken = page.getByRole('main').getByRole('listitem');
  await expect(taken.filter({ hasText: 'exported the audit log' }).first()).toBeVisible();
});

test('the details of the practice are changed, and a fault is told at its field', async ({
  api,
  pageOf,
  isMobile,
}) => {
  test.skip(isMobile, 'there is one practice, and two who change it at once would meet');
  const before = await api.call<PracticeRead>(null, 'GET', '/practice');
  const page = await pageOf('admin');
  await page.goto('/admin/settings');
  await settled(page);
  const website = page.getByLabel('Website');
  await website.fill('javascript:alert(1)');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(website).toHaveAttribute('aria-invalid', 'true');
  await expect(website).toBeFocused();
  const address = `https://${newWord().toLowerCase()}.example.org`;
  await website.fill(address);
  await page.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(page.getByText(`${before.name} is saved.`)).toBeVisible();
  await expect(page.getByText('Not saved yet')).toBeHidden();
  await expectFocusKept(page);
  const after = await api.call<PracticeRead>(null, 'GET', '/practice');
  expect(after.website?.replace(/\/$/, '')).toBe(address);
  await api.call(
    ADMIN,
    'PATCH',
    '/practice',
    { website: before.website },
    { 'If-Match': `"${after.version}"` },
  );
});
