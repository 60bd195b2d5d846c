import { afterEach, expect, test } from 'vitest';

import { client } from '@/client/client.gen';

import './language';

afterEach(() => {
  document.documentElement.lang = '';
});

test.each([
  ['bn', 'bn'],
  ['ar-XB', 'ar-XB'],
  ['', 'en'],
])('a request from a page in "%s" accepts %s', async (lang, accepted) => {
  document.documentElement.lang = lang;
  let sent: Request | undefined;
  await client.get({
    baseUrl: 'http://localhost',
    url: '/api/v1/doctors',
    fetch: (request) => {
      sent = request instanceof Request ? request : undefined;
      return Promise.resolve(Response.json({}));
    },
  });
  expect(sent?.headers.get('Accept-Language')).toBe(accepted);
});
