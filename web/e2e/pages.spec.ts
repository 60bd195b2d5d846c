/** Every page of every role: no violation of WCAG 2.2 A/AA, in light and in dark, on a phone and a desktop. */

import { expect, expectAccessible, settled, test, type DemoRole } from './support/test';

const PAGES: Record<DemoRole | 'nobody', string[]> = {
  nobody: [
    '/',
    '/doctors',
    '/sign-in',
    '/register',
    '/forgot-password',
    '/reset-password',
    '/verify-email',
    '/no-such-page',
  ],
  patient: ['/visits', '/visits?tab=past', '/records', '/access-log', '/profile'],
  doctor: ['/today', '/calendar', '/requests', '/profile'],
  desk: ['/board', '/book-for-patient', '/requests', '/patients', '/calendar'],
  admin: [
    '/admin',
    '/admin/users',
    '/admin/doctors',
    '/admin/locations',
    '/admin/visit-types',
    '/admin/rooms',
    '/admin/holidays',
    '/admin/audit',
    '/admin/settings',
  ],
};

for (const [role, paths] of Object.entries(PAGES) as [DemoRole | 'nobody', string[]][]) {
  for (const path of paths) {
    test(`${role}: ${path}`, async ({ page, pageOf }) => {
      const seen = role === 'nobody' ? page : await pageOf(role);
      await seen.goto(path);
      await settled(seen);
      expect(new URL(seen.url()).pathname).toBe(path.replace(/\?.*/, ''));
      for (const colorScheme of ['light', 'dark'] as const) {
        await seen.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await expectAccessible(seen, `${path} in ${colorScheme}`);
      }
      const overflow = await seen.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, 'the page scrolls sideways').toBeLessThanOrEqual(0);
    });
  }
}

for (const role of ['patient', 'doctor', 'desk', 'admin'] as const) {
  test(`${role}: pages of others send home`, async ({ pageOf }) => {
    const page = await pageOf(role);
    await page.goto(role === 'admin' ? '/today' : '/admin/users');
    await settled(page);
    expect(new URL(page.url()).pathname).not.toMatch(/today|users/);
  });
}
