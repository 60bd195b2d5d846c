import { describe, expect, it } from 'vitest';

import { sitePath } from './next-path';

const HERE = 'https://praxis.example.org';

describe('the way after signing in', () => {
  it.each(['/visits', '/book?doctor=1&starts_at=2027-01-05T04%3A00%3A00Z', '/records/1#notes'])(
    'goes to %s on this site',
    (path) => {
      expect(sitePath(path, HERE)).toBe(path);
    },
  );

  it.each([
    'https://evil.example.net/',
    '//evil.example.net/visits',
    '/\\evil.example.net',
    '/\t/evil.example.net',
    'javascript:alert(1)',
    'visits',
    '//',
    '',
    null,
    undefined,
    { href: '/visits' },
  ])('does not follow %j', (next) => {
    expect(sitePath(next, HERE)).toBeUndefined();
  });

  it('stays on this site however the path climbs', () => {
    expect(sitePath('/../../visits', HERE)).toBe('/visits');
    expect(sitePath('/.//evil.example.net', HERE)).toBeUndefined();
  });
});
