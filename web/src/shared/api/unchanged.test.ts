import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { fetchChanged, forgetKnownAnswers } from './unchanged';

let server: Server;
let base: string;
let version = 1;
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers['if-none-match']);
    const etag = `"${version}"`;
    const isKnown = request.headers['if-none-match'] === etag;
    response.writeHead(isKnown ? 304 : 200, { ETag: etag, 'Content-Type': 'application/json' });
    response.end(isKnown ? undefined : JSON.stringify({ version }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

beforeEach(() => {
  forgetKnownAnswers();
  asked.length = 0;
  version = 1;
});

async function read(path: string): Promise<unknown> {
  const response = await fetchChanged(base + path);
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toBe('application/json');
  return response.json();
}

const LIST = '/api/v1/appointments?limit=50';

it('asks for an unchanged list with its mark and gives what it knows', async () => {
  expect(await read(LIST)).toEqual({ version: 1 });
  expect(await read(LIST)).toEqual({ version: 1 });
  expect(asked).toEqual([undefined, '"1"']);
});

it('takes what changed', async () => {
  await read(LIST);
  version = 2;
  expect(await read(LIST)).toEqual({ version: 2 });
  expect(await read(LIST)).toEqual({ version: 2 });
  expect(asked).toEqual([undefined, '"1"', '"2"']);
});

it('forgets when the session ends, and the longest unused beyond thirty', async () => {
  await read(LIST);
  forgetKnownAnswers();
  await read(LIST);
  expect(asked).toEqual([undefined, undefined]);
  for (let page = 0; page < 30; page += 1) {
    await read(`/api/v1/appointments?page=${page}`);
  }
  await read(LIST);
  expect(asked.at(-1)).toBeUndefined();
});

it('leaves single visits and everything else to the server', async () => {
  await read('/api/v1/appointments/018f');
  await read('/api/v1/appointments/018f');
  expect(asked).toEqual([undefined, undefined]);
});
