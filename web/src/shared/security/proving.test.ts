import { afterEach, expect, test, vi } from 'vitest';

import { finishAsking, forgetAsking, isAsking, provingFetch, subscribeToAsking } from './proving';

function answers(...codes: (string | null)[]) {
  const sent: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(request);
    const code = codes[sent.length - 1] ?? null;
    return Promise.resolve(
      code === null
        ? new Response('{}')
        : new Response(JSON.stringify({ code, status: 403 }), { status: 403 }),
    );
  });
  return sent;
}

const send = provingFetch(() => Promise.resolve('fresh'));
const post = () =>
  send('https://praxis.test/api/v1/api-keys', {
    method: 'POST',
    body: '{"name":"Lab"}',
    headers: { Authorization: 'Bearer old' },
  });

afterEach(() => vi.unstubAllGlobals());

test('what was refused goes out again, whole, once the user showed that it is them', async () => {
  const sent = answers('auth.step_up_required', null);
  const stop = subscribeToAsking(() => isAsking() && finishAsking(true));
  const response = await post();
  stop();
  expect(response.status).toBe(200);
  expect(sent).toHaveLength(2);
  expect(await sent[1]?.text()).toBe('{"name":"Lab"}');
  expect(sent[1]?.headers.get('Authorization')).toBe('Bearer fresh');
});

test('who would not gets the refusal', async () => {
  const sent = answers('auth.step_up_required');
  const stop = subscribeToAsking(() => isAsking() && finishAsking(false));
  expect((await post()).status).toBe(403);
  stop();
  expect(sent).toHaveLength(1);
});

test('several requests are answered by one proof', async () => {
  answers('auth.step_up_required', 'auth.step_up_required', null, null);
  let asked = 0;
  const stop = subscribeToAsking(() => {
    if (isAsking()) {
      asked += 1;
      setTimeout(() => finishAsking(true), 10);
    }
  });
  const both = await Promise.all([post(), post()]);
  stop();
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect(asked).toBe(1);
});

test('other refusals are left as they are', async () => {
  const sent = answers('auth.role_forbidden');
  const response = await post();
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ code: 'auth.role_forbidden' });
  expect(sent).toHaveLength(1);
});

test('what a session asked for is never sent in the name of the next one', async () => {
  const sent = answers('auth.step_up_required', 'auth.step_up_required', 'auth.step_up_required');

  // The dialog stands open when the session ends: it closes, and the request is refused.
  const waiting = post();
  await vi.waitFor(() => expect(isAsking()).toBe(true));
  forgetAsking();
  expect(isAsking()).toBe(false);
  expect((await waiting).status).toBe(403);

  // The refusal arrives after the session has ended: nobody is asked.
  const late = post();
  forgetAsking();
  expect((await late).status).toBe(403);
  expect(isAsking()).toBe(false);

  // The session ends after the proof, while its token is renewed.
  const slow = provingFetch(() => {
    forgetAsking();
    return Promise.resolve('of another');
  });
  const stop = subscribeToAsking(() => isAsking() && finishAsking(true));
  const request = new Request('https://praxis.test/api/v1/api-keys', { method: 'POST' });
  expect((await slow(request)).status).toBe(403);
  stop();
  expect(sent).toHaveLength(3);
});
