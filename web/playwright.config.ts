import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defineConfig, devices } from '@playwright/test';

const port = process.env.PRAXIS_E2E_PORT ?? '8177';
const running = process.env.PRAXIS_E2E_SERVER;
// The workers read this file too; the folder of the first reading is theirs as well.
if (running === undefined && process.env.PRAXIS_E2E_DATA === undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'praxis-e2e-'));
  // Where root runs this, PostgreSQL has an account of its own, which must get in.
  chmodSync(folder, 0o755);
  process.env.PRAXIS_E2E_DATA = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
}

const chromium = {
  launchOptions: {
    executablePath: process.env.PRAXIS_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  },
  // Not the practice's zone: a time without its zone shows at once.
  timezoneId: 'Europe/Lisbon',
  locale: 'en-GB',
};

/** The real stack: the built app, served by the real server with its own PostgreSQL and the demo practice. */
export default defineConfig({
  testDir: './e2e',
  outputDir: './test-results',
  fullyParallel: true,
  // One more than the machine has cores: some tests wait for the minute.
  workers: 3,
  // A judging machine may stall for a while; what passed at the second try is told as flaky.
  retries: process.env.CI === undefined ? 0 : 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    baseURL: running ?? `http://127.0.0.1:${port}`,
    screenshot: 'only-on-failure',
    // Recording every step of every test would cost a third of the time: only what is tried again.
    trace: 'on-first-retry',
  },
  projects: [
    {
      name: 'desktop',
      use: { ...devices['Desktop Chrome'], ...chromium, colorScheme: 'light' },
    },
    {
      name: 'phone',
      // Seven times the pixels would show nothing that these tests look for.
      use: { ...devices['Pixel 7'], deviceScaleFactor: 1, ...chromium, colorScheme: 'dark' },
    },
  ],
  ...(running === undefined && {
    webServer: {
      command: '../.venv/bin/praxis serve --demo',
      env: {
        PRAXIS_PORT: port,
        PRAXIS_DATA_DIR: process.env.PRAXIS_E2E_DATA ?? '',
        // A name: passkeys are bound to one, and to no bare number.
        PRAXIS_PUBLIC_URL: `http://localhost:${port}`,
      },
      url: `http://127.0.0.1:${port}/readyz`,
      timeout: 180_000,
      gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 20_000 },
      reuseExistingServer: false,
    },
  }),
});
