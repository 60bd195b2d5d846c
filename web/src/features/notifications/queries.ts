import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';

import { markNotificationsRead, type NotificationPage, type NotificationRead } from '@/client';
import {
  listNotificationsInfiniteOptions,
  listNotificationsOptions,
  listNotificationsQueryKey,
} from '@/client/@tanstack/react-query.gen';
import { usePollMs } from '@/shared/live/use-live';
import { PAGING } from '@/shared/tables/paging';
import { useRefresh } from '@/shared/tables/use-refresh';

const POLL_MS = 30_000;
const LATEST = { query: { limit: 8 } };

/** What the panel shows, and how many are unread in all. */
export function useLatest() {
  return useQuery({ ...listNotificationsOptions(LATEST), refetchInterval: usePollMs(POLL_MS) });
}

export function useAll() {
  return useInfiniteQuery({
    ...listNotificationsInfiniteOptions({ query: { limit: 20, count: true } }),
    ...PAGING,
  });
}

function readAll(
  page: NotificationPage,
  ids: readonly string[] | null,
  at: string,
): NotificationPage {
  const items = page.items.map((line) =>
    line.read_at === null && (ids === null || ids.includes(line.id))
      ? { ...line, read_at: at }
      : line,
  );
  return { ...page, items, unread: ids === null ? 0 : Math.max(0, page.unread - ids.length) };
}

/** Marks these lines as read, or with `null` all; shown at once. */
export function useMarkRead() {
  const client = useQueryClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (ids: readonly string[] | null) =>
      markNotificationsRead({ body: ids === null ? {} : { ids: [...ids] } }),
    onMutate: (ids) => {
      const now = new Date().toISOString();
      client.setQueryData<NotificationPage>(
        listNotificationsQueryKey(LATEST),
        (page) => page && readAll(page, ids, now),
      );
    },
    // Whether it went well or not: what the server says now.
    onSettled: () => refresh('listNotifications'),
  });
}

/**
 * Whoever sees a line has read it. Which of the lines were new when they were first seen here: the
 * mark of those stays while one looks.
 */
export function useSeen(lines: readonly NotificationRead[] | undefined): (id: string) => boolean {
  const { mutate } = useMarkRead();
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const told = useRef(new Set<string>());
  useEffect(() => {
    const unread = (lines ?? [])
      .filter(({ id, read_at }) => read_at === null && !told.current.has(id))
      .map(({ id }) => id);
    if (unread.length > 0) {
      unread.forEach((id) => told.current.add(id));
      setFresh((known) => new Set([...known, ...unread]));
      mutate(unread);
    }
  }, [lines, mutate]);
  return useCallback((id) => fresh.has(id), [fresh]);
}
