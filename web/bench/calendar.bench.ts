import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test, type Browser, type Page } from '@playwright/test';
import { build } from 'vite';

import { SCROLL_TASK_MS } from './budgets';
import { tell } from './figures';
import { medians, quantile } from './statistics';
import { longestTaskSince, record } from './timeline';
import { longestWork } from './trace';

const RUNS = Number(process.env.PRAXIS_BENCH_RUNS ?? 5);
const ADDRESS = 'http://calendar.test';
// A quick turn of the wheel.
const STEP_PX = 120;
const STEPS = 120;

let folder: string;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'praxis-calendar-'));
  await build({
    configFile: 'src/shared/calendar/bench/vite.config.ts',
    build: { outDir: folder },
    logLevel: 'warn',
  });
});

test.afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Opens the week of 40 doctors, built as the app is built. */
async function open(page: Page): Promise<void> {
  await page.route(`${ADDRESS}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    return route.fulfill({ path: join(folder, pathname === '/' ? 'index.html' : pathname) });
  });
  await record(page);
  await page.goto(`${ADDRESS}/?doctors=40&days=7`);
  await expect(page.getByRole('grid').getByRole('row').first()).toBeVisible();
}

/** Turns the wheel and says how long each frame took. */
async function turn(page: Page, right: number, down: number): Promise<number[]> {
  const frames = page.evaluate(
    () =>
      new Promise<number[]>((done) => {
        const lengths: number[] = [];
        let before = performance.now();
        const each = (now: number) => {
          lengths.push(now - before);
          before = now;
          if (document.title === 'done') {
            done(lengths);
          } else {
            requestAnimationFrame(each);
          }
        };
        document.title = 'turning';
        requestAnimationFrame(each);
      }),
  );
  for (let step = 0; step < STEPS; step += 1) {
    await page.mouse.wheel(right, down);
  }
  await page.evaluate(() => {
    document.title = 'done';
  });
  return frames;
}

async function scrollThrough(browser: Browser, page: Page) {
  await open(page);
  const shown = await page.evaluate(() => performance.now());
  const scroller = page.getByRole('grid').locator('../..');
  await scroller.hover();
  const frames: number[] = [];
  const longestTask = await longestWork(browser, page, async () => {
    frames.push(...(await turn(page, STEP_PX, 0)));
    frames.push(...(await turn(page, STEP_PX, 20)));
    const at = await scroller.evaluate((element) => element.scrollLeft);
    expect(at, 'the wheel moved the calendar').toBeGreaterThan(STEPS * STEP_PX);
    frames.push(...(await turn(page, -2 * STEP_PX, -20)));
  });
  return {
    shown,
    longestTask,
    longestWait: await longestTaskSince(page, shown),
    frame: quantile(frames, 0.5),
    slowFrame: quantile(frames, 0.95),
    elements: await page.evaluate(() => document.querySelectorAll('*').length),
  };
}

test('calendar of 40 doctors and a week', async ({ browser }, info) => {
  test.skip(info.project.name === 'phone', 'a telephone shows one column at a time');
  const runs: Awaited<ReturnType<typeof scrollThrough>>[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const page = await browser.newPage();
    runs.push(await scrollThrough(browser, page));
    await page.close();
  }
  const values = medians(runs);
  await tell(info, { table: 'Calendar', subject: '40 doctors, 1 week, scrolled', values });
  expect(values.longestTask, 'longest task while scrolling').toBeLessThan(SCROLL_TASK_MS);
});
