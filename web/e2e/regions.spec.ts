/** Areas: typed in either script or chosen level by level; doctors are found by them. */

import type { Locator, Page } from '@playwright/test';

import type { LocationRead, PageRegionRead, RegionRead, UserRead } from '../src/client';
import { newWord, type Api } from './support/api';
import { expectFocusKept, tabTo } from './support/focus';
import { expect, expectAccessible, expectNoSidewaysScroll, settled, test } from './support/test';

const ADMIN = 'admin@example.org';

async function region(api: Api, q: string, kind: string): Promise<RegionRead> {
  const path = `/regions?q=${encodeURIComponent(q)}&limit=50`;
  const { items } = await api.call<PageRegionRead>(null, 'GET', path);
  const found = items.find((each) => each.kind === kind);
  if (found === undefined) {
    throw new Error(`no ${kind} is called ${q}`);
  }
  return found;
}

function level(within: Page | Locator, name: string): Locator {
  return within.getByRole('combobox', { name });
}

/** The filters; on a phone they are behind a button. */
async function openFilters(page: Page, isMobile: boolean): Promise<Locator> {
  if (!isMobile) {
    return page.getByRole('search');
  }
  await page.getByRole('button', { name: /^Filters/ }).click();
  return page.getByRole('dialog').getByRole('search');
}

test('doctors are found by an area typed in Bangla', async ({ api, page, isMobile }) => {
  const dhanmondi = await region(api, 'Dhanmondi', 'thana');
  await page.goto('/');
  await settled(page);
  const filters = await openFilters(page, isMobile);
  await filters.getByRole('button', { name: 'Any area: choose one' }).click();
  const division = level(filters, 'Division');
  await expect(division).toBeFocused();
  await expect(filters.getByRole('option', { name: /^Sylhet/ })).toBeVisible();
  await expectAccessible(page, 'the list of divisions');

  await division.pressSequentially('ধানমন্ডি');
  // Before the answer came.
  await division.press('Enter');
  await expect(page).toHaveURL(new RegExp(`area=${dhanmondi.id}`));
  await expect(division).toHaveValue('Dhaka');
  await expect(level(filters, 'District')).toHaveValue('Dhaka');
  await expect(level(filters, 'Upazila or thana')).toHaveValue('Dhanmondi');
  await expectFocusKept(page);
  await settled(page);
  await expectAccessible(page, 'a chosen area');
  await expectNoSidewaysScroll(page, 'a chosen area');

  const place = await api.dhaka();
  const query = `/doctors?limit=200&region_id=${dhanmondi.id}`;
  const { items } = await api.call<{ items: { full_name: string }[] }>(null, 'GET', query);
  expect(items.length).toBeGreaterThan(0);
  if (isMobile) {
    await page.getByRole('button', { name: 'Show doctors' }).click();
  }
  await expect(page.getByRole('link', { name: items[0]?.full_name ?? '' }).first()).toBeVisible();
  const elsewhere = page.getByRole('listitem').filter({ hasText: 'Praxis Prenzlauer Berg' });
  await expect(elsewhere).toHaveCount(0);
  expect(place.region?.id).toBe(dhanmondi.id);

  // A link to the search is a link to all of it, and Back takes it away.
  await page.reload();
  await settled(page);
  const again = await openFilters(page, isMobile);
  await expect(level(again, 'Upazila or thana')).toHaveValue('Dhanmondi');
});

test('an area without doctors says so, and is taken away again', async ({
  api,
  page,
  isMobile,
}) => {
  const sylhet = await region(api, 'Sylhet', 'division');
  await page.goto(`/?area=${sylhet.id}`);
  await settled(page);
  await expect(page.getByText('No doctor fits these filters')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().click();
  await expect(page).not.toHaveURL(/area=/);
  await expectFocusKept(page);
  const filters = await openFilters(page, isMobile);
  await expect(filters.getByRole('button', { name: 'Any area: choose one' })).toBeVisible();
});

test('an unknown area in a link is told, not a broken page', async ({ page }) => {
  await page.goto('/?area=00000000-0000-7000-8000-000000000000');
  await settled(page);
  await expect(page.getByRole('alert').first()).toBeVisible();
});

test.describe('level by level', () => {
  test.skip(({ isMobile }) => isMobile, 'keys of a desktop');

  test('a patient registers with an area, by keyboard alone', async ({ api, page }) => {
    const email = `e2e-${crypto.randomUUID()}@example.org`;
    await page.goto('/register');
    await settled(page);
    await page.getByRole('textbox', { name: 'Full name' }).fill(`Nadia ${newWord()}`);
    await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill('Praxis-demo-1');
    await tabTo(page, 'combobox', 'Division (optional)');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('option', { name: /^Sylhet/ })).toBeVisible();
    await page.keyboard.type('sylh');
    await page.keyboard.press('Enter');
    await expect(level(page, 'Division (optional)')).toHaveValue('Sylhet');
    await tabTo(page, 'combobox', 'District');
    await page.keyboard.type('মৌলভী');
    await expect(page.getByRole('option', { name: /Moulvibazar/ }).first()).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(level(page, 'District')).toHaveValue('Moulvibazar');
    await expectAccessible(page, 'a form with an area');
    await page.getByRole('button', { name: 'Create the account' }).press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Register');

    const moulvibazar = await region(api, 'Moulvibazar', 'district');
    const me = await api.call<UserRead>(email, 'GET', '/users/me');
    expect(me.region?.id).toBe(moulvibazar.id);

    // A name that is emptied is nothing chosen: the level above stays.
    await page.goto('/profile');
    await settled(page);
    await level(page, 'District').fill('');
    await level(page, 'District').press('Enter');
    await expect(level(page, 'District')).toHaveValue('');
    const form = page.locator('form').filter({ has: level(page, 'District') });
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
    const { region: saved } = await api.call<UserRead>(email, 'GET', '/users/me');
    expect(saved?.name).toBe('Sylhet');
  });
});

test('administrators say in which area a place lies', async ({ api, pageOf }) => {
  const name = `Praxis ${newWord()}`;
  const place = await api.call<LocationRead>(ADMIN, 'POST', '/locations', {
    name,
    time_zone: 'Asia/Dhaka',
    country: 'BD',
  });
  const page = await pageOf('admin');
  await page.goto(`/admin/locations?edit=${place.id}`);
  await settled(page);
  const panel = page.getByRole('dialog', { name: 'Edit location' });
  const division = level(panel, 'Division (optional)');
  await division.fill('habiganj');
  await expect(panel.getByRole('option', { name: /^Habiganj/ }).first()).toBeVisible();
  await expectAccessible(page, 'areas found by a name');
  await division.press('Enter');
  await expect(level(panel, 'District')).toHaveValue('Habiganj');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel).toHaveCount(0);

  const { region: saved } = await api.call<LocationRead>(null, 'GET', `/locations/${place.id}`);
  expect(saved?.path.map((each) => each.name)).toEqual(['Sylhet', 'Habiganj']);
  await api.call(ADMIN, 'PATCH', `/locations/${place.id}`, { active: false });
});
