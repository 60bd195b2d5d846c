import { expect, type Page } from '@playwright/test';

/** What others do shows within this time: far sooner than any page asks by itself. */
export const AT_ONCE_MS = 1_500;

function hears(page: Page, word: string): Promise<void> {
  return new Promise((resolve) => {
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        if (payload.toString().includes(`"type":"${word}"`)) {
          resolve();
        }
      });
    });
  });
}

/** Opens a page, until the server tells it what changes. */
export async function openLive(page: Page, path: string): Promise<void> {
  const ready = hears(page, 'ready');
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await ready;
}

/** What the page asks the server for, from now on. */
export function asked(page: Page, path: RegExp): string[] {
  const found: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (path.test(pathname)) {
      found.push(pathname);
    }
  });
  return found;
}
