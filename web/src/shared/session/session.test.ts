import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { QueryClient } from '@tanstack/react-query';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

let server: Server;
let base: string;
let refreshStatus = 200;
let user = 'rahim';
let lifetime = 900;
let seen: (string | undefined)[] = [];
let answerStatus = 200;
let answerCode = 'fault';
let logoutStatus = 204;
let logouts: (string | undefined)[] = [];

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
    } else if (request.url?.endsWith('/logout')) {
      logouts.push(request.headers.authorization);
      if (logoutStatus === 204) {
        response.writeHead(204).end();
      } else {
        send(logoutStatus, { code: 'fault', status: logoutStatus });
      }
    } else {
      seen.push(request.headers.authorization);
      send(answerStatus, { id: user, code: answerCode, status: answerStatus });
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
  localStorage.clear();
  localStorage.setItem('praxis-signed-in', '1');
  refreshStatus = 200;
  answerStatus = 200;
  answerCode = 'fault';
  logoutStatus = 204;
  logouts = [];
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

  expect(await restoreSession()).toMatchObject({ status: 'signed-in', user: { id: 'rahim' } });
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

it('takes the question for a fresh proof with it', async () => {
  const { startSession, endSession, getMe } = await loaded();
  const { isAsking } = await import('@/shared/security/proving');
  const answer = { access_token: 'one', expires_in: 900 };
  await startSession(answer);
  seen = [];
  [answerStatus, answerCode] = [403, 'auth.step_up_required'];
  const waiting = getMe().catch((error: unknown) => error);
  await vi.waitFor(() => expect(isAsking()).toBe(true));

  endSession();
  expect(isAsking()).toBe(false);
  expect(await waiting).toMatchObject({ status: 403 });
  // Pages of the tests before hear of this sign-in, too, and ask in their own names.
  expect(seen.filter((sent) => sent !== 'Bearer of-rahim')).toEqual(['Bearer one']);
});

it('takes the waiting for the end of an emergency with it', async () => {
  const { startSession, endSession } = await loaded();
  const { forgetWhenItEnds } = await import('@/shared/emergencies/closing');
  await startSession({ access_token: 'one', expires_in: 900 });
  const client = new QueryClient();
  const letGo = vi.spyOn(client, 'resetQueries');
  const at = '2027-01-04T06:00:00Z';
  const opened = { id: 'e', patient_id: 'p', opened_at: at, expires_at: at, reason: '' };

  forgetWhenItEnds(client, opened);
  endSession();
  await new Promise((done) => setTimeout(done, 10));
  expect(letGo).not.toHaveBeenCalled();

  forgetWhenItEnds(client, opened);
  await vi.waitFor(() => expect(letGo).toHaveBeenCalledOnce());
});

it('ends with the first answer that does not know it, whoever asked', async () => {
  const { restoreSession, currentSession, getMe } = await loaded();
  await restoreSession();
  answerStatus = 401;

  await expect(getMe()).rejects.toMatchObject({ status: 401 });
  expect(currentSession().status).toBe('anonymous');

  answerStatus = 200;
  seen = [];
  await getMe();
  expect(seen).toEqual([undefined]);
});

it('ends when it cannot be refreshed, whoever asked', async () => {
  lifetime = 0;
  const { restoreSession, currentSession, getMe } = await loaded();
  await restoreSession();
  refreshStatus = 401;
  await getMe();

  expect(currentSession().status).toBe('anonymous');
});

it('outlives a refusal of the token before', async () => {
  const { restoreSession, startSession, currentSession, getMe } = await loaded();
  await restoreSession();
  await startSession({ access_token: 'newer', expires_in: 900 });
  answerStatus = 401;
  await expect(getMe({ auth: 'of-rahim' })).rejects.toMatchObject({
    status: 401,
  });

  expect(currentSession().status).toBe('signed-in');
});

describe('signing out', () => {
  const stay = () => Promise.resolve();

  it('tells the server, without a refresh', async () => {
    lifetime = 0;
    const { restoreSession, signOut, currentSession } = await loaded();
    await restoreSession();
    refreshStatus = 503;

    expect(await signOut(stay)).toBe(true);
    expect(logouts).toEqual(['Bearer of-rahim']);
    expect(currentSession().status).toBe('anonymous');
  });

  it('happens here although the server cannot be told, and is told it at the next start', async () => {
    const before = await loaded();
    await before.restoreSession();
    logoutStatus = 503;
    expect(await before.signOut(stay)).toBe(false);
    expect(before.currentSession().status).toBe('anonymous');
    seen = [];
    await before.getMe();
    expect(seen).toEqual([undefined]);

    vi.resetModules();
    logoutStatus = 204;
    const after = await loaded();
    expect(await after.restoreSession()).toEqual({ status: 'anonymous' });
    expect(logouts).toHaveLength(2);

    vi.resetModules();
    await (await loaded()).restoreSession();
    expect(logouts).toHaveLength(2);
  });

  it('holds when the page is lost on the way out', async () => {
    const { restoreSession, signOut } = await loaded();
    await restoreSession();
    void signOut(() => new Promise<void>(() => undefined));
    vi.resetModules();

    expect(await (await loaded()).restoreSession()).toEqual({ status: 'anonymous' });
    expect(logouts).toEqual([undefined]);
  });

  it('is not undone by a refresh that was under way', async () => {
    lifetime = 0;
    const { restoreSession, signOut, getMe } = await loaded();
    await restoreSession();
    lifetime = 900;
    const asking = getMe();
    await signOut(stay);
    await asking;
    seen = [];
    await getMe();

    expect(seen).toEqual([undefined]);
  });
});
