import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { expect, settled } from '../e2e/support/test';

const FOLDER = '../docs/screenshots';
/** So that whoever reads the README on a slow line sees them, too. */
const LARGEST_BYTES = 120_000;
const QUALITY = 80;
// Legible on dense displays, too.
const SCALE = 1.5;

/** The page as it stands on the screen, as a small file in docs/screenshots. */
export async function take(page: Page, name: string): Promise<void> {
  await settled(page);
  await page.evaluate(() => document.fonts.ready);
  const session = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    clip: { x: 0, y: 0, width, height, scale: SCALE },
  });
  const picture = Buffer.from(data, 'base64');
  expect(picture.length, `bytes of ${name}`).toBeLessThan(LARGEST_BYTES);
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `${name}.webp`), picture);
}
