import { expect, it } from 'vitest';

import { allPages } from './all-pages';

it('asks on with each cursor until there is none, in order', async () => {
  const asked: (string | undefined)[] = [];
  const pages: Record<string, { items: number[]; next_cursor: string | null }> = {
    first: { items: [1, 2], next_cursor: 'a' },
    a: { items: [], next_cursor: 'b' },
    b: { items: [3], next_cursor: null },
  };
  const all = await allPages((cursor) => {
    asked.push(cursor);
    return Promise.resolve({ data: pages[cursor ?? 'first'] ?? { items: [] } });
  });
  expect(all).toEqual([1, 2, 3]);
  expect(asked).toEqual([undefined, 'a', 'b']);
});
