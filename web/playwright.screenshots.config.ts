import { defineConfig, devices } from '@playwright/test';

import base from './playwright.config';

/** Pictures of a fresh demo practice for the README; see `script/screenshots`. */
export default defineConfig({
  ...base,
  testDir: './screenshots',
  testMatch: '*.shots.ts',
  // Each prepares what it shows in the same practice.
  workers: 1,
  projects: [
    {
      name: 'pictures',
      use: {
        ...devices['Desktop Chrome'],
        ...base.projects?.[0]?.use,
        viewport: { width: 1280, height: 800 },
        // Where most of the demo practice's patients live.
        timezoneId: 'Asia/Dhaka',
        contextOptions: { reducedMotion: 'reduce' },
      },
    },
  ],
});
