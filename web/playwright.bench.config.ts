import { defineConfig } from '@playwright/test';

import base from './playwright.config';

/** Measurements of the built app on the real server, one after the other; see `script/bench`. */
export default defineConfig({
  ...base,
  testDir: './bench',
  testMatch: '*.bench.ts',
  workers: 1,
  timeout: 300_000,
  reporter: [['./bench/reporter.ts']],
  use: { ...base.use, screenshot: 'off', trace: 'off' },
});
