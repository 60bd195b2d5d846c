/** What the browser's own performance timeline says of a page. */

import type { Page } from '@playwright/test';

interface Task {
  at: number;
  lasted: number;
}

interface Timeline {
  largestPaint: number;
  shifts: { at: number; by: number }[];
  tasks: Task[];
}

declare global {
  interface Window {
    praxisTimeline: Timeline;
  }
}

// Beyond this a task is long; what exceeds it keeps a click waiting.
const LONG_MS = 50;

/** Has to be called before the page is opened: the largest paint is told to those who listen. */
export async function record(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const timeline: Timeline = { largestPaint: 0, shifts: [], tasks: [] };
    window.praxisTimeline = timeline;
    const listen = (type: string, take: (entry: PerformanceEntry) => void) => {
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
        type,
        buffered: true,
      });
    };
    listen('largest-contentful-paint', ({ startTime }) => {
      timeline.largestPaint = startTime;
    });
    listen('longtask', ({ startTime, duration }) => {
      timeline.tasks.push({ at: startTime, lasted: duration });
    });
    listen('layout-shift', (entry) => {
      const { value, hadRecentInput } = entry as PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      };
      if (!hadRecentInput) {
        timeline.shifts.push({ at: entry.startTime, by: value });
      }
    });
  });
}

export interface Load {
  scriptBytes: number;
  files: number;
  firstPaint: number;
  largestPaint: number;
  /** After the first paint, the end of the last long task: from here on a click is answered. */
  quiet: number;
  /** What long tasks took beyond 50 ms each, between the first paint and then. */
  blocked: number;
  longestTask: number;
  layoutShift: number;
}

export async function readLoad(page: Page): Promise<Load> {
  const { timeline, firstPaint, files } = await page.evaluate(() => ({
    timeline: window.praxisTimeline,
    firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    files: performance.getEntriesByType('resource').length,
  }));
  const after = timeline.tasks.filter(({ at, lasted }) => at + lasted > firstPaint);
  return {
    scriptBytes: await scriptBytes(page),
    files,
    firstPaint,
    largestPaint: timeline.largestPaint,
    quiet: Math.max(firstPaint, ...after.map(({ at, lasted }) => at + lasted)),
    blocked: after.reduce((sum, { lasted }) => sum + lasted - LONG_MS, 0),
    longestTask: longest(timeline.tasks),
    layoutShift: worstShift(timeline.shifts),
  };
}

/** Script that came over the wire for this page, in bytes as they were sent. */
export async function scriptBytes(page: Page): Promise<number> {
  return page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => entry instanceof PerformanceResourceTiming)
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );
}

export async function longestTaskSince(page: Page, since: number): Promise<number> {
  const { tasks } = await page.evaluate(() => window.praxisTimeline);
  return longest(tasks.filter(({ at, lasted }) => at + lasted >= since));
}

/** 0 when none is long. */
function longest(tasks: readonly Task[]): number {
  return Math.max(0, ...tasks.map(({ lasted }) => lasted));
}

/** As web vitals define it: the largest sum of shifts less than 1 s apart, within 5 s. */
function worstShift(shifts: Timeline['shifts']): number {
  let [worst, sum, begun, last] = [0, 0, -Infinity, -Infinity];
  for (const { at, by } of shifts) {
    if (at - last >= 1000 || at - begun >= 5000) {
      [sum, begun] = [0, at];
    }
    sum += by;
    last = at;
    worst = Math.max(worst, sum);
  }
  return worst;
}
