/** What one does shows at once where others look, without anybody asking for it. */

import { clock, dayOf } from './support/addresses';
import { newWord } from './support/api';
import { asked, AT_ONCE_MS, openLive } from './support/live';
import { expect, expectAccessible, settled, test } from './support/test';

const DESK = 'desk@example.org';
const AT_ONCE = { timeout: AT_ONCE_MS };

test('the board shows a visit that a patient books, and that they cancel it', async ({
  api,
  pageOf,
}) => {
  const doctor = await api.newDoctor();
  const slot = await api.changeableTime(doctor.id);
  const patient = await api.registerPatient(`Rahim ${newWord()}`);
  const board = await pageOf('desk');
  await openLive(board, `/board?place=${slot.location_id}&day=${dayOf(slot.starts_at)}`);
  await settled(board);
  const shown = board.locator('#content').getByText(patient.name).first();
  await expect(shown).toBeHidden();

  const visit = await api.book(patient.email, slot);
  await expect(shown).toBeVisible(AT_ONCE);

  await api.setStatus(patient.email, visit.id, 'cancelled');
  await expect(shown).toBeHidden(AT_ONCE);
});

test('who is told what happens does not ask again and again', async ({ api, pageOfAccount }) => {
  // Of a doctor whom no other test books: nothing happens here.
  const { email } = await api.newDoctor();
  const page = await pageOfAccount(email);
  await openLive(page, '/today');
  await settled(page);
  const lists = asked(page, /\/appointments$/);
  // Without a connection this page asks each ten seconds.
  await page.waitForTimeout(12_000);
  expect(lists).toEqual([]);
});

test('where nothing can be told, the board says so and asks', async ({ api, pageOf }) => {
  const doctor = await api.newDoctor();
  const slot = await api.changeableTime(doctor.id);
  const patient = await api.registerPatient(`Salma ${newWord()}`);
  const board = await pageOf('desk');
  await board.routeWebSocket(/\/api\/v1\/ws$/, (socket) => socket.close());
  await board.goto(`/board?place=${slot.location_id}&day=${dayOf(slot.starts_at)}`);
  await settled(board);
  await expect(board.getByText('Changes by others show after some seconds')).toBeVisible();
  await expectAccessible(board, 'a board that is not told');

  await api.book(patient.email, slot);
  await expect(board.locator('#content').getByText(patient.name).first()).toBeVisible({
    timeout: 10_000,
  });
});

test('a free time that somebody takes goes away by itself, and the day stays', async ({
  api,
  pageOfAccount,
}) => {
  const doctor = await api.newDoctor();
  const slot = await api.changeableTime(doctor.id);
  const [one, other] = await Promise.all([api.registerPatient(), api.registerPatient()]);
  const page = await pageOfAccount(one.email);
  const { id: type } = await api.consultation();
  const day = dayOf(slot.starts_at);
  await openLive(page, `/doctors/${doctor.id}?visit_type=${type}&from=${day}`);
  await settled(page);
  const times = page.getByRole('tabpanel').getByRole('button');
  const wanted = times.filter({ hasText: clock(slot.starts_at) });
  await expect(wanted).toBeVisible();
  const before = await times.count();
  const chosen = page.getByRole('tab', { selected: true });
  const words = await chosen.innerText();
  await wanted.focus();

  const visit = await api.book(other.email, slot);
  await expect(wanted).toBeHidden(AT_ONCE);
  // Whoever was on it is not thrown out of the times, and is told.
  await expect(page.getByRole('tabpanel')).toBeFocused();
  await expect(page.getByRole('status').getByText('This time has just been taken.')).toBeAttached();
  expect(await times.count()).toBeLessThan(before);
  expect((await chosen.innerText()).split('\n')[0]).toBe(words.split('\n')[0]);

  await api.setStatus(other.email, visit.id, 'cancelled');
  await expect(wanted).toBeVisible(AT_ONCE);
});

test('the time that was picked for a move is taken: it says so', async ({ api, pageOfAccount }) => {
  const doctor = await api.newDoctor();
  const slot = await api.changeableTime(doctor.id);
  const later = (await api.timesOf(doctor.id)).find(
    ({ starts_at }) =>
      dayOf(starts_at) === dayOf(slot.starts_at) &&
      Date.parse(starts_at) >= Date.parse(slot.ends_at) + 3_600_000,
  );
  if (later === undefined) {
    throw new Error('the doctor of this test has no later time');
  }
  const [one, other] = await Promise.all([api.registerPatient(), api.registerPatient()]);
  const visit = await api.book(one.email, slot);
  const page = await pageOfAccount(one.email);
  await openLive(page, `/visits/${visit.id}?action=move`);
  await settled(page);
  await page
    .getByRole('tab')
    .filter({ hasText: dayLabel(later.starts_at) })
    .click();
  const wanted = page.getByRole('tabpanel').getByRole('button', { name: clock(later.starts_at) });
  await wanted.click();
  await expect(page.getByRole('button', { name: 'Move the visit' })).toBeVisible();

  await api.book(other.email, later);
  await expect(page.getByRole('alert')).toContainText('has just been taken', AT_ONCE);
  await expect(page.getByRole('button', { name: 'Move the visit' })).toBeHidden();
});

/** As the strip of days names it. */
function dayLabel(instant: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'Asia/Dhaka',
  }).format(new Date(instant));
}

test('the bell counts what happened, leads there, and is read by looking', async ({
  api,
  pageOfAccount,
  isMobile,
}) => {
  const doctor = await api.newDoctor();
  const slot = await api.changeableTime(doctor.id);
  const patient = await api.registerPatient();
  const page = await pageOfAccount(patient.email);
  await openLive(page, '/visits');
  await settled(page);
  const bell = page.getByRole(isMobile ? 'link' : 'button', { name: /^Notifications/ });
  await expect(bell).toHaveAccessibleName('Notifications');

  const patientId = await api.ownPatientId(patient.email);
  const visit = await api.book(DESK, slot, { patient_id: patientId });
  await expect(bell).toHaveAccessibleName('Notifications, 1 unread', AT_ONCE);
  await expect(page.getByRole('status').getByText('A visit was booked')).toBeAttached();
  // It came by itself, and took the focus from nobody.
  await expect(bell).not.toBeFocused();

  await bell.click();
  const line = page.getByRole('link', { name: /A visit was booked/ });
  await expect(line).toBeVisible();
  await expect(line).toContainText(clock(slot.starts_at));
  await expect(line).toContainText(doctor.name);
  await expect(line).toContainText('New:');
  await expect(bell).toHaveAccessibleName('Notifications');
  await line.click();
  await expect(page).toHaveURL(new RegExp(`/visits/${visit.id}$`));
  await settled(page);

  await page.reload();
  await settled(page);
  await expect(bell).toHaveAccessibleName('Notifications');
});

test('what was read in one window is read in the other', async ({ api, pageOfAccount }) => {
  const doctor = await api.newDoctor();
  const patient = await api.registerPatient();
  const patientId = await api.ownPatientId(patient.email);
  await api.book(DESK, await api.changeableTime(doctor.id), { patient_id: patientId });
  const page = await pageOfAccount(patient.email);
  const second = await page.context().newPage();
  await openLive(page, '/visits');
  const bell = page.getByLabel(/^Notifications/);
  await expect(bell).toHaveAccessibleName('Notifications, 1 unread');
  await second.goto('/notifications');
  await expect(second.getByRole('link', { name: /A visit was booked/ })).toBeVisible();
  await expect(bell).toHaveAccessibleName('Notifications', AT_ONCE);
});

test('the bell is opened and left by keyboard', async ({ api, pageOfAccount, isMobile }) => {
  test.skip(isMobile, 'a telephone goes to the page');
  const doctor = await api.newDoctor();
  const patient = await api.registerPatient();
  const patientId = await api.ownPatientId(patient.email);
  await api.book(DESK, await api.changeableTime(doctor.id), { patient_id: patientId });
  const page = await pageOfAccount(patient.email);
  await page.goto('/visits');
  await settled(page);
  const bell = page.getByRole('button', { name: /^Notifications/ });
  await bell.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Notifications' });
  await expect(panel.getByRole('heading', { name: 'Notifications' })).toBeFocused();
  await expectAccessible(page, 'the open bell');
  await page.keyboard.press('Tab');
  await expect(panel.getByRole('link', { name: /A visit was booked/ })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(bell).toBeFocused();
});

test('what happens without a connection shows when it is back', async ({ api, pageOf }) => {
  const doctor = await api.newDoctor();
  const slot = await api.changeableTime(doctor.id);
  const patient = await api.registerPatient(`Karima ${newWord()}`);
  const board = await pageOf('desk');
  await openLive(board, `/board?place=${slot.location_id}&day=${dayOf(slot.starts_at)}`);
  await settled(board);
  const hello = new Promise<string>((resolve) => {
    board.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => resolve(payload.toString())),
    );
  });
  await board.context().setOffline(true);
  await api.book(patient.email, slot);
  const shown = board.locator('#content').getByText(patient.name).first();
  await expect(shown).toBeHidden();

  await board.context().setOffline(false);
  await expect(shown).toBeVisible({ timeout: 5_000 });
  // It goes on where it ended, and so misses nothing.
  expect(JSON.parse(await hello)).toMatchObject({
    type: 'hello',
    last_event_id: expect.any(String),
  });
});

test('visitors have no connection, and who signs out has none any more', async ({
  page,
  api,
  pageOfAccount,
}) => {
  let sockets = 0;
  page.on('websocket', () => (sockets += 1));
  await page.goto('/');
  await settled(page);
  await page.waitForTimeout(1_500);
  expect(sockets).toBe(0);

  const patient = await api.registerPatient();
  const own = await pageOfAccount(patient.email);
  const closed = new Promise((resolve) => {
    own.on('websocket', (socket) => socket.on('close', resolve));
  });
  await openLive(own, '/visits');
  await settled(own);
  await own.getByRole('button', { name: /^Account of/ }).click();
  await own.getByRole('menuitem', { name: 'Sign out' }).click();
  await closed;
  await expect(own.getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('a session that is ended elsewhere ends here at once', async ({ api, pageOfAccount }) => {
  const patient = await api.registerPatient();
  const page = await pageOfAccount(patient.email);
  await openLive(page, '/visits');
  await settled(page);
  const { id, version } = await api.call<{ id: string; version: number }>(
    patient.email,
    'GET',
    '/users/me',
  );
  await api.call(
    'admin@example.org',
    'PATCH',
    `/users/${id}`,
    { active: false },
    {
      'If-Match': `"${version}"`,
    },
  );
  await expect(page.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible({
    timeout: 5_000,
  });
});
