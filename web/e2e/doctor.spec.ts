/** What a doctor does: the day, the visit and its record, the calendar and its hours. */

import { clock, dayOf } from './support/addresses';
import { newWord } from './support/api';
import { expectFocusKept } from './support/focus';
import { expect, settled, test } from './support/test';

test('one visit from the door to an amended record', async ({ api, pageOfAccount }) => {
  const doctor = await api.newDoctor();
  const patient = await api.newPatient(`Anwar ${newWord()}`);
  const visit = await api.visitNow(doctor.id, patient.id, { reason: 'Fever since Monday' });
  const page = await pageOfAccount(doctor.email);

  await page.goto('/today');
  const name = patient.full_name;
  const list = page.getByRole('list', { name: 'The whole day' });
  await list.getByRole('button', { name: `Check in: ${name}` }).click();
  await expect(page.getByText(`Checked in: ${name}`)).toBeVisible();
  await expectFocusKept(page);
  await list.getByRole('button', { name: `Start: ${name}` }).click();
  await expect(page.getByRole('region', { name: 'In now' })).toContainText(name);
  await expectFocusKept(page);
  await page
    .getByRole('region', { name: 'In now' })
    .getByRole('link', { name: 'Open the visit' })
    .click();

  // What is typed outlives a reload before anything was sent by hand.
  await expect(page.getByText('Fever since Monday')).toBeVisible();
  await expect(page.getByText('No allergies recorded')).toBeVisible();
  await page.getByRole('textbox', { name: 'Diagnosis' }).fill('Acute bronchitis');
  await page.getByRole('button', { name: 'Add a medicine' }).click();
  await expect(page.getByRole('textbox', { name: 'Medicine', exact: true })).toBeFocused();
  await page.keyboard.type('Amoxicillin');
  await page.getByRole('textbox', { name: 'Dose' }).fill('500 mg');
  await page.getByRole('textbox', { name: 'How often' }).fill('three times a day');
  await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Diagnosis' })).toHaveValue('Acute bronchitis');
  await expect(page.getByRole('textbox', { name: 'Medicine', exact: true })).toHaveValue(
    'Amoxicillin',
  );

  await page.getByRole('button', { name: 'Finish the visit' }).click();
  await expect(page.getByText(`Finished: ${name}`)).toBeVisible();
  await expectFocusKept(page);
  expect(await api.call(doctor.email, 'GET', `/appointments/${visit.id}`)).toMatchObject({
    status: 'completed',
  });

  await page.getByRole('button', { name: 'Amend', exact: true }).click();
  await page.getByRole('textbox', { name: 'Notes' }).fill('Chest X-ray was clear.');
  await page.getByRole('button', { name: 'Save the amendment' }).click();
  await expect(page.getByText('Say why, in a few words.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Why it is amended' }).fill('The X-ray came later');
  await page.getByRole('button', { name: 'Save the amendment' }).click();
  await expect(page.getByText('Amendment saved')).toBeVisible();
  await expectFocusKept(page);
  await expect(page.getByText('Chest X-ray was clear.')).toBeVisible();
  await expect(page.getByText('Amended: The X-ray came later')).toBeVisible();
});

test('a visit moves on the calendar by keyboard', async ({ api, pageOfAccount }) => {
  const doctor = await api.newDoctor();
  const { email } = await api.registerPatient(`Salma ${newWord()}`);
  const visit = await api.book(email, await api.changeableTime(doctor.id));
  const page = await pageOfAccount(doctor.email);
  await page.goto(`/calendar?view=day&day=${dayOf(visit.starts_at)}`);
  const block = page.getByRole('gridcell').getByRole('button', { name: visit.patient_name });
  await block.focus();
  await page.keyboard.press('m');
  await expect(page.getByRole('status').filter({ hasText: 'Moving' })).toBeAttached();
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await expect(page.getByText(new RegExp(`^${visit.patient_name} moved to `))).toBeVisible();
  await expectFocusKept(page);
  const moved = await api.call<{ starts_at: string }>(email, 'GET', `/appointments/${visit.id}`);
  expect(Date.parse(moved.starts_at)).toBeGreaterThan(Date.parse(visit.starts_at));
  await expect(block).toHaveAccessibleName(new RegExp(clock(moved.starts_at)));

  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(page.getByText('is back at its former time')).toBeVisible();
  await expectFocusKept(page);
  await expect(block).toHaveAccessibleName(new RegExp(clock(visit.starts_at)));
  expect(await api.call(email, 'GET', `/appointments/${visit.id}`)).toMatchObject({
    starts_at: visit.starts_at,
  });

  // Escape leaves it where it is.
  await block.focus();
  await page.keyboard.press('m');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('status').filter({ hasText: 'Not moved.' })).toBeAttached();
  expect(await api.call(email, 'GET', `/appointments/${visit.id}`)).toMatchObject({
    starts_at: visit.starts_at,
  });
});

test('a visit on its way is not put back by a look at the list', async ({ api, pageOfAccount }) => {
  const doctor = await api.newDoctor();
  const { email } = await api.registerPatient(`Salma ${newWord()}`);
  const visit = await api.book(email, await api.changeableTime(doctor.id));
  const page = await pageOfAccount(doctor.email);
  let release = () => undefined as void;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/reschedule$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/calendar?view=day&day=${dayOf(visit.starts_at)}`);
  const block = page.getByRole('gridcell').getByRole('button', { name: visit.patient_name });
  await block.focus();
  await page.keyboard.press('m');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(block).not.toHaveAccessibleName(new RegExp(clock(visit.starts_at)));

  // Whoever comes back to the page asks for the list anew; here, not before the answer.
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
  await page.waitForTimeout(1_000);
  expect(asked).not.toContain('/api/v1/appointments');
  await expect(block).not.toHaveAccessibleName(new RegExp(clock(visit.starts_at)));
  release();
  await expect(page.getByText(new RegExp(`^${visit.patient_name} moved to `))).toBeVisible();
  await expect.poll(() => asked).toContain('/api/v1/appointments');
});

test('a visit moves on the calendar by dragging', async ({ api, pageOfAccount, isMobile }) => {
  test.skip(isMobile, 'fingers scroll; the keyboard test and the visit itself move there');
  const doctor = await api.newDoctor();
  const { email } = await api.registerPatient(`Rafiq ${newWord()}`);
  const visit = await api.book(email, await api.changeableTime(doctor.id));
  const page = await pageOfAccount(doctor.email);
  await page.goto(`/calendar?day=${dayOf(visit.starts_at)}`);
  await settled(page);
  const block = page.getByRole('gridcell').getByRole('button', { name: visit.patient_name });
  // Away from the edges: there the calendar scrolls under what is dragged.
  await block.evaluate((each) => each.scrollIntoView({ block: 'center' }));
  const box = await block.boundingBox();
  if (box === null) {
    throw new Error('the visit is not on the calendar');
  }
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  // Half an hour is as high as the block.
  await page.mouse.move(x, y + box.height, { steps: 4 });
  await page.mouse.move(x, y + 2 * box.height, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByText(new RegExp(`^${visit.patient_name} moved to `))).toBeVisible();
  const moved = await api.call<{ starts_at: string }>(email, 'GET', `/appointments/${visit.id}`);
  const minutes = (Date.parse(moved.starts_at) - Date.parse(visit.starts_at)) / 60_000;
  expect(minutes).toBeGreaterThanOrEqual(45);
  expect(minutes).toBeLessThanOrEqual(75);
  await expect(block).toHaveAccessibleName(new RegExp(clock(moved.starts_at)));
});

test('leave shows whom it affects before it is saved, and is undone', async ({
  api,
  pageOfAccount,
}) => {
  const doctor = await api.newDoctor();
  const { email } = await api.registerPatient(`Mitu ${newWord()}`);
  const visit = await api.book(email, await api.changeableTime(doctor.id));
  const day = dayOf(visit.starts_at);
  const page = await pageOfAccount(doctor.email);
  await page.goto(`/calendar?panel=leave&on=${day}&day=${day}`);
  const drawer = page.getByRole('dialog', { name: 'Take leave' });
  await drawer.getByLabel('Reason').fill('Family');
  await drawer.getByRole('button', { name: 'Check and save' }).click();
  await expect(drawer.getByRole('list', { name: 'Visits that would be affected' })).toContainText(
    visit.patient_name,
  );
  await expectFocusKept(page);
  expect(await api.call(doctor.email, 'GET', `/doctors/${doctor.id}/time-off`)).toMatchObject({
    items: [],
  });
  await drawer.getByRole('button', { name: 'Save all the same' }).click();
  await expect(page.getByText('Leave saved.')).toBeVisible();
  await expectFocusKept(page);
  const { items } = await api.call<{ items: unknown[] }>(
    doctor.email,
    'GET',
    `/doctors/${doctor.id}/time-off`,
  );
  expect(items).toHaveLength(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect
    .poll(async () => {
      const left = await api.call<{ items: unknown[] }>(
        doctor.email,
        'GET',
        `/doctors/${doctor.id}/time-off`,
      );
      return left.items.length;
    })
    .toBe(0);
});

test('weekly hours are edited and patients are offered the new ones', async ({
  api,
  pageOfAccount,
}) => {
  const doctor = await api.newDoctor();
  const page = await pageOfAccount(doctor.email);
  await page.goto('/calendar?panel=hours');
  const hours = page.getByRole('region', { name: 'Weekly hours as a list' });
  const monday = hours.getByRole('group', { name: 'Mon', exact: true });
  await monday.getByLabel('To', { exact: true }).fill('12:00');
  await monday.getByRole('button', { name: 'Add hours on Mon' }).click();
  await expectFocusKept(page);
  await expect(monday.getByLabel('From', { exact: true })).toHaveCount(2);
  await page.getByRole('button', { name: 'Check and save' }).click();
  await expect(page.getByText('Weekly hours saved.')).toBeVisible();
  await expectFocusKept(page);
  const { items } = await api.call<{
    items: { weekday: string; start_time: string; end_time: string }[];
  }>(null, 'GET', `/doctors/${doctor.id}/availability`);
  const mondays = items
    .filter(({ weekday }) => weekday === 'monday')
    .map(({ start_time, end_time }) => `${start_time.slice(0, 5)}–${end_time.slice(0, 5)}`);
  expect(mondays.toSorted()).toEqual(['08:00–12:00', '14:00–17:00']);
});
