/** Playwright's `test` with signed-in pages, an API client, and watchers that fail what they see. */

import { AxeBuilder } from '@axe-core/playwright';
import {
  expect,
  test as base,
  type Browser,
  type BrowserContext,
  type Page,
  type Request,
} from '@playwright/test';

import { Api } from './api';

export { expect };

export type DemoRole = 'admin' | 'desk' | 'doctor' | 'patient';
export type Visitor = DemoRole | 'nobody';

export function emailOf(visitor: Visitor): string | undefined {
  return visitor === 'nobody' ? undefined : `${visitor}@example.org`;
}

/** Longer than a field waits for the next key before it asks. */
const QUIET_MS = 300;

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** What each page has asked the server and not yet heard of. */
const underWay = new WeakMap<Page, Set<Request>>();

/** Before the first address, so that `settled` knows what the page waits for. */
export function follow(page: Page): void {
  const asked = new Set<Request>();
  underWay.set(page, asked);
  page.on('request', (request) => asked.add(request));
  page.on('requestfinished', (request) => asked.delete(request));
  page.on('requestfailed', (request) => asked.delete(request));
}

/** What no page may do: throw, break the content policy, or ask another host. */
export function watch(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`threw: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    // A refusal that the page tells in words is also logged by the browser and by the router. The
    // script with which `signIn` begins would run in frames too, but a mail's frame runs none.
    const told =
      /^(Failed to load resource|WebSocket connection to|\{type: urn:praxis:problem:|Blocked script execution in 'about:srcdoc')/;
    if (message.type() === 'error' && !told.test(text)) {
      faults.push(`logged: ${text}`);
    }
  });
  follow(page);
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') {
      faults.push(`asked another host: ${request.url()}`);
    }
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).hostname !== '127.0.0.1') {
      faults.push(`asked another host: ${socket.url()}`);
    }
  });
  page.on('response', (response) => {
    if (response.status() >= 500) {
      faults.push(`server fault: ${response.status()} ${response.url()}`);
    }
  });
  return faults;
}

/** A browser of its own with that account signed in, as after signing in by hand. */
export async function signIn(context: BrowserContext, email: string, password = Api.PASSWORD) {
  const answer = await context.request.post('/api/v1/auth/login', { data: { email, password } });
  expect(answer.status(), await answer.text()).toBe(200);
  await context.addInitScript(() => localStorage.setItem('praxis-signed-in', '1'));
}

/** Two frames, and the end of what moves or changes colour: what was done has its whole effect. */
async function painted(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => {
      requestAnimationFrame(() => requestAnimationFrame(resolve));
    });
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** Until nothing in sight is loading any more: no skeletons, no requests under way, nothing moves. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const isBusy = () =>
    // What lies further down asks when it comes into sight.
    [...document.querySelectorAll('[aria-busy="true"]')].some((one) => {
      const { top, bottom, width } = one.getBoundingClientRect();
      return width > 0 && bottom >= 0 && top <= innerHeight;
    });
  const asked = underWay.get(page);
  if (asked === undefined) {
    throw new Error('nobody followed what this page has asked');
  }
  // An answer may lead to the next question: quiet means quiet for a while.
  let since = Date.now();
  await expect
    .poll(
      async () => {
        await painted(page);
        const waits = asked.size > 0 || (await page.evaluate(isBusy));
        since = waits ? Date.now() : since;
        return Date.now() - since;
      },
      { message: 'the page goes on loading', intervals: [30] },
    )
    .toBeGreaterThanOrEqual(QUIET_MS);
}

function axeOf(page: Page): AxeBuilder {
  return (
    new AxeBuilder({ page })
      // No frames here: their results need not be gathered in a page of its own.
      .setLegacyMode(true)
      // Of what is well only the count: describing each element takes most of the time. What is
      // looked for comes after this, which would forget it.
      .options({ resultTypes: ['violations'] })
  );
}

export async function expectAccessible(page: Page, what: string): Promise<void> {
  await expectNoViolation(page, axeOf(page).withTags(WCAG), what);
}

/** Of what was looked at in one scheme, what the other one changes: the colours. */
export async function expectLegible(page: Page, what: string): Promise<void> {
  const colours = ['color-contrast', 'link-in-text-block'];
  await expectNoViolation(page, axeOf(page).withRules(colours), what);
}

async function expectNoViolation(page: Page, axe: AxeBuilder, what: string): Promise<void> {
  await painted(page);
  const { violations } = await axe.analyze();
  const told = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.map(
      ({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`,
    ),
  }));
  expect.soft(told, `accessibility of ${what}`).toEqual([]);
}

/** Nothing lies beyond the side of the window; what is wider scrolls in a box of its own. */
export async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  await painted(page);
  const beyond = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const scrolls = (one: Element | null): boolean =>
      one !== null &&
      ((one.scrollWidth > one.clientWidth && /auto|scroll/.test(getComputedStyle(one).overflowX)) ||
        scrolls(one.parentElement));
    const cutOff = [...document.querySelectorAll('a, button, input, select, textarea')].filter(
      (one) => {
        const { left, right, width, height } = one.getBoundingClientRect();
        const shown = width > 1 && height > 1 && one.checkVisibility({ visibilityProperty: true });
        const reachable = one.closest('[inert]') === null;
        return shown && reachable && (right > clientWidth + 1 || left < -1) && !scrolls(one);
      },
    );
    const names = cutOff.map((one) => `${one.tagName.toLowerCase()} “${one.textContent.trim()}”`);
    return scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} pixels`, ...names] : names;
  });
  expect.soft(beyond, `${what}: beyond the side of the window`).toEqual([]);
}

interface Fixtures {
  api: Api;
  pageOf: (visitor: Visitor) => Promise<Page>;
  /** Without an e-mail, nobody is signed in. */
  pageOfAccount: (email?: string, password?: string) => Promise<Page>;
}

async function openPage(
  browser: Browser,
  faults: string[][],
  options: object,
  email?: string,
  password?: string,
) {
  const context = await browser.newContext(options);
  if (email !== undefined) {
    await signIn(context, email, password);
  }
  const page = await context.newPage();
  faults.push(watch(page));
  return page;
}

export const test = base.extend<Fixtures>({
  page: async ({ page }, provide) => {
    const faults = watch(page);
    await provide(page);
    expect(faults).toEqual([]);
  },
  api: async ({ playwright, baseURL }, provide) => {
    const request = await playwright.request.newContext({ baseURL });
    await provide(new Api(request));
    await request.dispose();
  },
  pageOfAccount: async ({ browser, contextOptions, baseURL }, provide) => {
    const faults: string[][] = [];
    const pages: Page[] = [];
    await provide(async (email, password) => {
      const page = await openPage(browser, faults, { ...contextOptions, baseURL }, email, password);
      pages.push(page);
      return page;
    });
    for (const page of pages) {
      await page.context().close();
    }
    expect(faults.flat()).toEqual([]);
  },
  pageOf: async ({ pageOfAccount }, provide) => {
    await provide((visitor) => pageOfAccount(emailOf(visitor)));
  },
});
