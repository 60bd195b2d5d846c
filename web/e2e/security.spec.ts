/** Second factors, passkeys, sessions, fresh proofs and API keys, in a real browser. */

import type { Page } from '@playwright/test';

import { Api } from './support/api';
import { expect, expectAccessible, follow, settled, test } from './support/test';
import { codeOf } from './support/totp';

async function typePassword(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(Api.PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('an authenticator app is set up, asked for, and a recovery code helps', async ({
  api,
  pageOfAccount,
  browser,
  baseURL,
}) => {
  const { email } = await api.registerPatient();
  const page = await pageOfAccount(email);
  await page.goto('/profile');
  await settled(page);
  await page.getByRole('button', { name: 'Set up an app' }).click();
  await expect(page.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
  await expectAccessible(page, 'setting up an app');
  const secret = await page.locator('code').first().innerText();
  await page.getByLabel('Code of the app').fill('000000');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('This is not the code that your app shows now')).toBeVisible();
  await page.getByLabel('Code of the app').fill(codeOf(secret));
  await page.getByRole('button', { name: 'Confirm' }).click();
  const codes = page.getByRole('region', { name: 'Keep these recovery codes' });
  await expect(codes).toBeFocused();
  await expectAccessible(page, 'recovery codes');
  const recovery = await codes.getByRole('listitem').first().innerText();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('10 recovery codes are left.')).toBeVisible();

  const elsewhere = await browser.newPage(baseURL === undefined ? {} : { baseURL });
  follow(elsewhere);
  await typePassword(elsewhere, email);
  await expect(elsewhere.getByRole('heading', { name: 'One more step' })).toBeVisible();
  await expectAccessible(elsewhere, 'the second step');
  // The code of now was taken already when the app was set up.
  await elsewhere.getByLabel('Code of the app').fill(codeOf(secret, 1));
  await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(elsewhere).toHaveURL(/dashboard/);
  await elsewhere.close();

  const third = await browser.newPage(baseURL === undefined ? {} : { baseURL });
  await typePassword(third, email);
  await third.getByRole('button', { name: 'Use a recovery code' }).click();
  await third.getByLabel('Recovery code').fill(recovery);
  await third.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(third).toHaveURL(/dashboard/);
  await third.close();
});

test('a passkey is added and signs in by itself', async ({ api, browser, baseURL }) => {
  const { email } = await api.registerPatient();
  // Passkeys are bound to a name: a bare number has none.
  const address = (baseURL ?? '').replace('127.0.0.1', 'localhost');
  const page = await browser.newPage({ baseURL: address });
  follow(page);
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await typePassword(page, email);
  await expect(page).toHaveURL(/dashboard/);
  await page.goto('/profile');
  await settled(page);
  await page.getByLabel('Name of the device').fill('My phone');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByRole('region', { name: 'Keep these recovery codes' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove My phone' })).toBeVisible();

  await page.context().clearCookies();
  await page.evaluate(() => localStorage.clear());
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page).toHaveURL(/dashboard/);

  await page.context().clearCookies();
  await page.evaluate(() => localStorage.clear());
  await typePassword(page, email);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page).toHaveURL(/dashboard/);
  await page.close();
});

test('another session is signed out, and stops', async ({
  api,
  pageOfAccount,
  browser,
  baseURL,
}) => {
  const { email } = await api.registerPatient();
  const other = await browser.newPage(baseURL === undefined ? {} : { baseURL });
  await typePassword(other, email);
  await expect(other).toHaveURL(/dashboard/);
  const page = await pageOfAccount(email);
  await page.goto('/profile');
  await settled(page);
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(page.getByText('Signed out everywhere else.')).toBeVisible();
  await other.reload();
  await expect(other).toHaveURL(/sign-in/);
  await other.close();
});

test('what needs a fresh proof asks for it once, and goes on', async ({ pageOf }) => {
  const page = await pageOf('admin');
  // As if the sign-in lay long ago; after the proof the server answers for itself.
  let refusals = 0;
  await page.route('**/api/v1/api-keys', async (route) => {
    if (route.request().method() === 'POST' && refusals === 0) {
      refusals += 1;
      await route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          code: 'auth.step_up_required',
          status: 403,
          title: '',
          detail: '',
          type: '',
        }),
      });
      return;
    }
    await route.continue();
  });
  await page.goto('/admin/keys');
  await settled(page);
  await expectAccessible(page, 'API keys');
  await page.getByRole('button', { name: 'Make a key' }).click();
  const name = `Lab ${Date.now().toString(36)}`;
  await page.getByLabel('Name').fill(name);
  await page.getByRole('checkbox', { name: 'See patients' }).check();
  await expectAccessible(page, 'making an API key');
  await page.getByRole('dialog').getByRole('button', { name: 'Make a key' }).click();
  const proof = page.getByRole('dialog', { name: 'Show that it is you' });
  await expect(proof).toBeVisible();
  await expectAccessible(page, 'asking for a proof');
  await proof.getByRole('textbox', { name: 'Password' }).fill('wrong');
  await proof.getByRole('button', { name: 'Continue' }).click();
  await expect(proof.getByText('This does not show that it is you')).toBeVisible();
  await proof.getByRole('textbox', { name: 'Password' }).fill(Api.PASSWORD);
  await proof.getByRole('button', { name: 'Continue' }).click();
  const key = page.getByRole('region', { name: `The key of ${name}` });
  await expect(key).toContainText('praxis_');
  const answer = await page.request.get('/api/v1/patients', {
    headers: { Authorization: `Bearer ${await key.innerText()}` },
  });
  expect(answer.status()).toBe(200);
  await page.getByRole('button', { name: `Revoke the key of ${name}` }).click();
  await expect(page.getByText(`The key of ${name} no longer opens anything.`)).toBeVisible();
});
