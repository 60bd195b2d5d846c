import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';

let server: Server;
let base: string;
let refreshStatus = 200;
let user = 'rahim';
let lifetime = 900;
let seen: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const send = (status: number, body: object) => {
      const type = status === 200 ? 'application/json' : 'application/problem+json';
      response.writeHead(status, { 'Content-Type': type });
      response.end(JSON.stringify(body));
    };
    if (request.url?.endsWith('/refresh')) {
      send(
        refreshStatus,
        refreshStatus === 200
          ? { access_token: `of-${user}`, expires_in: lifetime }
          : { code: 'refused', status: refreshStatus },
      );
    } else {
      seen.push(request.headers.authorization);
      send(200, { id: user });
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.defineProperty(navigator, 'locks', {
    value: { request: (_name: string, work: () => Promise<void>) => work() },
  });
});

afterAll(() => server.close());

beforeEach(() => {
  vi.resetModules();
  localStorage.setItem('praxis-signed-in', '1');
  refreshStatus = 200;
  user = 'rahim';
  lifetime = 900;
  seen = [];
});

/** As after a page load. */
async function loaded() {
  const session = await import('./session');
  const { client } = await import('@/client/client.gen');
  const { getMe } = await import('@/client');
  client.setConfig({ baseUrl: base, throwOnError: true });
  return { ...session, getMe };
}

it('takes up the session that the cookie holds', async () => {
  const { restoreSession } = await loaded();

  expect(await restoreSession()).toEqual({ status: 'signed-in', user: { id: 'rahim' } });
});

it.each([503, 429])('is not forgotten while the server answers %i', async (status) => {
  const { restoreSession, currentSession } = await loaded();
  refreshStatus = status;
  await expect(restoreSession()).rejects.toMatchObject({ status });
  expect(currentSession().status).toBe('anonymous');
  expect(localStorage.getItem('praxis-signed-in')).toBe('1');

  refreshStatus = 200;
  expect(await restoreSession()).toMatchObject({ status: 'signed-in' });
});

it('is forgotten when the server knows of none', async () => {
  const { restoreSession } = await loaded();
  refreshStatus = 401;

  expect(await restoreSession()).toEqual({ status: 'anonymous' });
  expect(localStorage.getItem('praxis-signed-in')).toBe('0');
});

it('outlives a refresh that does not get through', async () => {
  lifetime = 0;
  const { restoreSession, currentSession, getMe } = await loaded();
  refreshStatus = 200;
  await restoreSession();
  seen = [];
  refreshStatus = 503;
  await expect(getMe()).rejects.toMatchObject({ status: 503 });
  expect(seen).toEqual([]);

  refreshStatus = 200;
  await getMe();
  expect(seen).toEqual(['Bearer of-rahim']);
  expect(currentSession().status).toBe('signed-in');
});

it('keeps what was typed for its typist, and from the next user', async () => {
  const { startSession, endSession, whenAnotherSignsIn } = await loaded();
  const forget = vi.fn();
  whenAnotherSignsIn(forget);
  const answer = { access_token: 'one', expires_in: 900 };
  await startSession(answer);
  endSession();
  await startSession(answer);
  expect(forget).not.toHaveBeenCalled();

  endSession();
  user = 'karim';
  await startSession(answer);
  expect(forget).toHaveBeenCalledOnce();
});
