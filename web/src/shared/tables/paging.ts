import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';

export interface PageOf<T> {
  items: T[];
  next_cursor?: string | null;
  total?: number | null;
}

/** For the generated `…InfiniteOptions`: the first page has no cursor. */
export const PAGING = {
  initialPageParam: {},
  getNextPageParam: ({ next_cursor }: { next_cursor?: string | null }) => next_cursor ?? undefined,
};

export type PagedQuery<T> = UseInfiniteQueryResult<InfiniteData<PageOf<T>>, unknown>;

export function rowsOf<T>(query: PagedQuery<T>): T[] {
  return query.data?.pages.flatMap(({ items }) => items) ?? [];
}

/** How many there are in all, where the first page was asked to count. */
export function totalOf<T>(query: PagedQuery<T>): number | null {
  return query.data?.pages[0]?.total ?? null;
}
