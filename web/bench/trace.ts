/** What the main thread of a page worked, by the clock of that thread: other programs do not count. */

import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Microseconds of the thread's own clock. */
  tdur?: number;
  args: { name?: string };
}

function isTrace(value: unknown): value is { traceEvents: TraceEvent[] } {
  return typeof value === 'object' && value !== null && 'traceEvents' in value;
}

/** Milliseconds of the longest task on the main thread of any page while `act` runs. */
export async function longestWork(
  browser: Browser,
  page: Page,
  act: () => Promise<void>,
): Promise<number> {
  await browser.startTracing(page, {
    categories: ['disabled-by-default-devtools.timeline'],
  });
  await act();
  const trace: unknown = JSON.parse((await browser.stopTracing()).toString());
  if (!isTrace(trace)) {
    throw new Error('the browser wrote no trace');
  }
  const key = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const mainThreads = new Set(
    trace.traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(key),
  );
  const tasks = trace.traceEvents
    .filter((event) => event.name === 'RunTask' && mainThreads.has(key(event)))
    .flatMap(({ tdur }) => tdur ?? []);
  if (tasks.length === 0) {
    throw new Error('the trace has no task of a page');
  }
  return Math.max(...tasks) / 1000;
}
