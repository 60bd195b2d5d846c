/** E-mails: what comes, what a link in one does, and what admins see of them. */

import type { FolderMailWhole, PageFolderMailRead, VisitTypeRead } from '../src/client';
import type { Api } from './support/api';
import { newWord } from './support/api';
import { expectFocusKept } from './support/focus';
import { expect, expectAccessible, settled, test } from './support/test';

const ADMIN = 'admin@example.org';
const MINUTE_MS = 60_000;

/** The newest mail to an address whose subject fits, once it is there. */
async function mailTo(api: Api, address: string, subject: RegExp): Promise<FolderMailWhole> {
  let id: string | undefined;
  await expect
    .poll(
      async () => {
        const path = '/admin/mail-folder?limit=200';
        const { items } = await api.call<PageFolderMailRead>(ADMIN, 'GET', path);
        const fits = items.find(
          (mail) => (mail.to ?? '').includes(address) && subject.test(mail.subject ?? ''),
        );
        id = fits?.id;
        return id;
      },
      { message: `no mail to ${address}`, timeout: 2 * MINUTE_MS, intervals: [1_000] },
    )
    .toBeDefined();
  return api.call(ADMIN, 'GET', `/admin/mail-folder/${id ?? ''}`);
}

/** A link of a mail, on the server of this test. */
function linkIn({ text }: FolderMailWhole, path: string): string {
  const words = (text ?? '').split(/\s+/);
  const found = words.find((word) => word.includes(`/${path}`));
  if (found === undefined) {
    throw new Error(`no link to ${path} in the mail`);
  }
  return found.slice(found.indexOf(`/${path}`));
}

test('what comes by e-mail, and when not, is kept', async ({ api, pageOfAccount }) => {
  const patient = await api.registerPatient();
  const page = await pageOfAccount(patient.email);
  await page.goto('/profile#messages');
  await settled(page);
  const section = page.getByRole('heading', { name: 'What comes by e-mail' });
  await expect(section).toBeInViewport();

  await page.getByRole('switch', { name: 'Reminders by e-mail' }).uncheck({ force: true });
  await page.getByLabel('From', { exact: true }).fill('22:00');
  const save = page.getByRole('button', { name: 'Save the e-mail settings' });
  await save.click();
  const until = page.getByLabel('Until', { exact: true });
  await expect(until).toBeFocused();
  await expect(until).toHaveAccessibleDescription(/Give both times, or none/);
  await until.fill('07:00');
  await save.click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expectFocusKept(page);

  await page.reload();
  await settled(page);
  await expect(page.getByRole('switch', { name: 'Reminders by e-mail' })).not.toBeChecked();
  await expect(page.getByRole('switch', { name: 'E-mails about visits' })).toBeChecked();
  await expect(until).toHaveValue('07:00');

  await page.getByRole('button', { name: 'No quiet hours' }).click();
  await save.click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const path = '/users/me/notification-preferences';
  expect(await api.call(patient.email, 'GET', path)).toMatchObject({
    email_visits: true,
    email_reminders: false,
    quiet_from: null,
    quiet_until: null,
  });
});

/** A visit in half an hour, of a kind whose patients are reminded just then. */
async function remindedVisit(api: Api, email: string) {
  const type = await api.call<VisitTypeRead>(ADMIN, 'POST', '/visit-types', {
    name: `Reminded ${newWord()}`,
    duration_minutes: 15,
    minimum_notice_minutes: 0,
    cancellation_notice_minutes: 0,
    fee: { amount: '100.00' },
    reminder_minutes: [30],
  });
  const doctor = await api.newDoctor();
  const soon = Date.now() + 30 * MINUTE_MS + 10_000;
  const starts = new Date(Math.ceil(soon / MINUTE_MS) * MINUTE_MS).toISOString();
  const visit = await api.bookNow(doctor.id, await api.ownPatientId(email), starts, {
    visit_type_id: type.id,
    location_id: (await api.dhaka()).id,
  });
  return { visit, doctor, type };
}

async function standing(api: Api, email: string, id: string) {
  return api.call<{ status: string; confirmed_by_patient_at: string | null }>(
    email,
    'GET',
    `/appointments/${id}`,
  );
}

test('the link in a reminder confirms and cancels, and only by a press of a button', async ({
  api,
  page,
}) => {
  test.setTimeout(4 * MINUTE_MS);
  const { email } = await api.registerPatient();
  const { visit, doctor, type } = await remindedVisit(api, email);
  const link = linkIn(await mailTo(api, email, /^Reminder/), 'visit-link');

  await page.goto(link.replace(/&do=.*/, '&do=confirm'));
  await settled(page);
  await expect(page.getByRole('heading', { name: 'Your visit', level: 1 })).toBeVisible();
  await expect(page.getByText(doctor.name)).toBeVisible();
  await expectAccessible(page, 'the link of a mail');
  // What was pressed in the mail is only put first; programs open links too.
  await expect(page.getByRole('button', { name: 'I will come' })).toBeFocused();
  expect((await standing(api, email, visit.id)).confirmed_by_patient_at).toBeNull();
  expect(page.url(), 'the token is out of sight').not.toContain('token');

  await page.keyboard.press('Enter');
  const thanks = page.getByRole('heading', { name: /The practice knows that you will come/ });
  await expect(thanks).toBeFocused();
  expect((await standing(api, email, visit.id)).confirmed_by_patient_at).not.toBeNull();

  // Loading it again shows the visit as it is now.
  await page.reload();
  await expect(page.getByText('You said that you will come.')).toBeVisible();

  await page.goto('/');
  await page.goto(link.replace(/&do=.*/, '&do=cancel'));
  await expect(page.getByRole('heading', { name: 'Cancel this visit?' })).toBeFocused();
  await expectAccessible(page, 'the link of a mail, cancelling');
  expect((await standing(api, email, visit.id)).status).toBe('confirmed');
  await page.getByLabel('Why (optional)').fill('I am travelling.');
  await page.getByRole('button', { name: 'Cancel the visit' }).click();
  await expect(page.getByRole('heading', { name: 'This visit is cancelled' })).toBeFocused();
  expect((await standing(api, email, visit.id)).status).toBe('cancelled');
  await expect(page.getByRole('button')).not.toContainText(['I will come']);
  await api.call(
    ADMIN,
    'PATCH',
    `/visit-types/${type.id}`,
    { active: false },
    {
      'If-Match': `"${type.version}"`,
    },
  );
});

test('a link that is not one of ours says what to do', async ({ page }) => {
  await page.goto('/visit-link#token=AAAA.BBBB');
  await expect(page.getByRole('heading', { name: 'This link cannot be used' })).toBeVisible();
  await page.getByRole('link', { name: 'See my visits' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible();
});

test('an admin reads the mail to a new patient, who confirms the address with it', async ({
  api,
  pageOf,
  pageOfAccount,
}) => {
  const patient = await api.registerPatient(`Nadia ${newWord()}`);
  const mail = await mailTo(api, patient.email, /./);
  const admin = await pageOf('admin');
  await admin.goto('/admin/messages?tab=folder');
  await settled(admin);
  await expect(admin.getByText('No mail server is set up')).toBeVisible();
  const row = admin.getByRole('row').or(admin.getByRole('listitem'));
  await row
    .filter({ hasText: patient.email })
    .getByRole('link', { name: mail.subject ?? '' })
    .click();
  const drawer = admin.getByRole('dialog', { name: 'E-mail' });
  await expect(drawer.getByRole('heading', { name: mail.subject ?? '' })).toBeVisible();
  const body = drawer.frameLocator('iframe').locator('body');
  await expect(body).toContainText('Is this your e-mail address?');
  // Its styles are there, though the policy lets none stand in HTML; nothing in it runs.
  const link = body.getByRole('link').first();
  await expect(link).toHaveCSS('text-decoration-line', 'none');
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(drawer.locator('iframe')).not.toHaveAttribute('sandbox', /allow-scripts/);
  await expectAccessible(admin, 'an e-mail of the folder');

  await drawer.getByRole('tab', { name: 'Text only' }).click();
  await expect(drawer.getByText('/verify-email#token=')).toBeVisible();
  const download = admin.waitForEvent('download');
  await drawer.getByRole('button', { name: 'Download the e-mail' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.eml$/);
  await admin.keyboard.press('Escape');
  await expect(drawer).toBeHidden();

  const own = await pageOfAccount(patient.email);
  await own.goto(linkIn(mail, 'verify-email'));
  await expect(own.getByRole('heading', { name: /confirmed/i })).toBeVisible();
});

test('an admin sees how messages are doing', async ({ pageOf }) => {
  const page = await pageOf('admin');
  await page.goto('/admin');
  await settled(page);
  await page.goto('/admin/messages');
  await settled(page);
  await expect(page.getByText('E-mail goes to')).toBeVisible();
  await expect(page.getByText('The mail folder', { exact: true })).toBeVisible();
  await expect(page.getByText('No message was given up')).toBeVisible();
  await page.getByRole('tab', { name: 'Mail folder' }).click();
  await expect(page).toHaveURL(/tab=folder/);
});

test('when patients are reminded is set by the kind of visit', async ({ api, pageOf }) => {
  const type = await api.call<VisitTypeRead>(ADMIN, 'POST', '/visit-types', {
    name: `Reminders ${newWord()}`,
    duration_minutes: 15,
    fee: { amount: '100.00' },
    reminder_minutes: [2880, 90],
  });
  const page = await pageOf('admin');
  await page.goto(`/admin/visit-types?edit=${type.id}`);
  await settled(page);
  const form = page.getByRole('dialog', { name: 'Edit visit type' });
  const reminders = form.getByRole('group', { name: 'Reminders' });
  await expect(reminders.getByRole('checkbox', { checked: true })).toHaveCount(2);
  await reminders.getByLabel('7 days before').check();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(`${type.name} is saved.`)).toBeVisible();
  const saved = await api.call<VisitTypeRead>(null, 'GET', `/visit-types/${type.id}`);
  // What is not in the list was kept.
  expect(saved.reminder_minutes).toEqual([10080, 2880, 90]);
  await api.call(
    ADMIN,
    'PATCH',
    `/visit-types/${type.id}`,
    { active: false },
    {
      'If-Match': `"${saved.version}"`,
    },
  );
});
