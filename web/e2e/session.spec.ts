/** Sessions that end: by hand without a connection, and by themselves. */

import { expect, settled, test } from './support/test';

test('leaving without a connection is done here, and told', async ({ api, pageOfAccount }) => {
  const { email } = await api.registerPatient();
  const page = await pageOfAccount(email);
  await page.goto('/visits');
  await settled(page);
  await page.getByRole('button', { name: /^Account of/ }).click();
  await settled(page);
  await page.context().setOffline(true);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();

  await expect(page.getByRole('alert').filter({ hasText: 'signed out here' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();

  await page.context().setOffline(false);
  const told = page.waitForResponse(/auth\/logout/);
  await page.reload();
  expect((await told).status()).toBe(204);
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  const refresh = await page.context().request.post('/api/v1/auth/refresh');
  expect(refresh.status()).toBe(401);
});

test('a session that the server ended leads to sign-in, and back', async ({
  api,
  pageOfAccount,
  isMobile,
}) => {
  const { email } = await api.registerPatient();
  const page = await pageOfAccount(email);
  // Otherwise it would hear of it at once, before it asks for anything.
  await page.routeWebSocket(/\/api\/v1\/ws$/, (socket) => socket.close());
  await page.goto('/visits');
  await settled(page);
  await page.context().request.post('/api/v1/auth/logout');
  if (isMobile) {
    await page.getByRole('button', { name: 'Open the menu' }).click();
  }
  await page.getByRole('link', { name: 'Records' }).first().click();

  await expect(page).toHaveURL(/\/sign-in\?next=.*records/);
});
