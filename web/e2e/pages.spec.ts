/** Every page of every role, on a phone and a desktop: WCAG 2.2 A/AA in light and dark, reflow, large text. */

import type { Page } from '@playwright/test';

import { PAGES, VISITORS } from './support/sweep';
import {
  expect,
  expectAccessible,
  expectLegible,
  expectNoSidewaysScroll,
  settled,
  test,
} from './support/test';

/** As wide as a desktop window at 400 %. */
const NARROWEST = 320;
const OTHER = { light: 'dark', dark: 'light' } as const;

/** The default size of text, as people set it in their browser. */
async function setTextSize(page: Page, pixels: number): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Page.setFontSizes', { fontSizes: { standard: pixels, fixed: pixels } });
  await browser.detach();
}

/** Two frames: what listens to the size of the window has answered. */
async function painted(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
}

for (const visitor of VISITORS) {
  for (const path of PAGES[visitor]) {
    test(`${visitor}: ${path}`, async ({ page, pageOf, colorScheme, viewport, isMobile }) => {
      const seen = visitor === 'nobody' ? page : await pageOf(visitor);
      const own = colorScheme === 'dark' ? 'dark' : 'light';
      await seen.goto(path);
      await settled(seen);
      if (path === '/doctors') {
        expect(new URL(seen.url()).pathname).toBe('/');
      } else {
        expect(`${new URL(seen.url()).pathname}${new URL(seen.url()).search}`).toContain(path);
      }
      await expectAccessible(seen, `${path} in ${own}`);
      await expectNoSidewaysScroll(seen, path);
      await seen.emulateMedia({ colorScheme: OTHER[own] });
      await expectLegible(seen, `${path} in ${OTHER[own]}`);

      // On a phone this would be a window of 200 pixels, narrower than any guideline asks for.
      if (!isMobile) {
        await setTextSize(seen, 32);
        await painted(seen);
        await expectNoSidewaysScroll(seen, `${path} with text of 200 %`);
        await setTextSize(seen, 16);
      }
      await seen.setViewportSize({ width: NARROWEST, height: viewport?.height ?? 640 });
      await painted(seen);
      await expectNoSidewaysScroll(seen, `${path} at ${NARROWEST} pixels`);
    });
  }
}

for (const role of ['patient', 'doctor', 'desk', 'admin'] as const) {
  test(`${role}: pages of others send home`, async ({ pageOf }) => {
    const page = await pageOf(role);
    const others = role === 'admin' ? '/today' : '/admin/users';
    await page.goto(others);
    await settled(page);
    expect(new URL(page.url()).pathname).not.toBe(others);
  });
}

test('whoever is not signed in is asked to, and then comes where they wanted', async ({
  page,
  api,
}) => {
  const { email } = await api.registerPatient();
  await page.goto('/access-log');
  await expect(page.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible();
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill('Praxis-demo-1');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Who opened my record' })).toBeVisible();
});
