import type { Browser, Page } from '@playwright/test';

import { bookingAddress } from '../e2e/support/addresses';
import { expect, follow, settled, test } from '../e2e/support/test';
import { SCRIPT_BYTES } from './budgets';
import { tell } from './figures';
import { medians } from './statistics';
import { readLoad, record, type Load } from './timeline';

const RUNS = Number(process.env.PRAXIS_BENCH_RUNS ?? 5);
// A middling telephone on a slow mobile network, as Lighthouse has it.
const PHONE = { slowdown: 4, latencyMs: 150, bitsPerSecond: 1_600_000 };
// Paints and tasks that come after the last answer belong to the load, too.
const AFTERMATH_MS = 1500;

async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: PHONE.slowdown });
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: PHONE.latencyMs,
    downloadThroughput: PHONE.bitsPerSecond / 8,
    uploadThroughput: PHONE.bitsPerSecond / 8,
  });
}

/** One load in a browser context of its own: nothing is in its cache. */
async function coldLoad(browser: Browser, address: string, slow: boolean): Promise<Load> {
  const context = await browser.newContext();
  const page = await context.newPage();
  follow(page);
  await record(page);
  if (slow) {
    await slowDown(page);
  }
  await page.goto(address);
  await settled(page);
  await page.waitForTimeout(AFTERMATH_MS);
  const load = await readLoad(page);
  await context.close();
  return load;
}

for (const name of ['find', 'doctor', 'book'] as const) {
  test(`first load: ${name}`, async ({ browser, api }, info) => {
    const { id } = await api.consultation();
    const [slot] = await api.firstSlots(id);
    if (slot === undefined) {
      throw new Error('the demo practice has no free time');
    }
    const address = {
      find: '/',
      doctor: `/doctors/${slot.doctor_id}`,
      book: bookingAddress(slot),
    }[name];
    const runs: Load[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      runs.push(await coldLoad(browser, address, info.project.name === 'phone'));
    }
    const load = medians(runs.map((run) => ({ ...run })));
    await tell(info, {
      table: 'First load',
      subject: `${name}, ${info.project.name}`,
      values: load,
    });
    expect(load.scriptBytes, 'compressed script of the first load').toBeLessThan(SCRIPT_BYTES);
  });
}
