/** Lists that are needed whole: the doctors of a menu, the visits of one day. */

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

/** Ask page by page until the last. */
export async function allPages<T>(
  page: (cursor: string | undefined) => Promise<{ data: Page<T> }>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await page(cursor);
    items.push(...data.items);
    cursor = data.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}
