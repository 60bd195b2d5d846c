import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { BusyButton } from '@/shared/forms/busy-button';
import { useFormat } from '@/shared/time/use-format';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { DataTable, type Column } from './data-table';
import { rowsOf, totalOf, type PagedQuery } from './paging';
import { useKeptFocus } from './use-kept-focus';

export type { Column };

interface PagedTableProps<T> {
  /** What the list holds, for those who cannot see it: "Users". */
  label: string;
  query: PagedQuery<T>;
  /** The first column names the row. */
  columns: Column<T>[];
  rowKey: (row: T) => string;
  actions?: (row: T) => ReactNode;
  empty: ReactNode;
}

/** The next page of a list, and how many of how many are shown. */
export function ShowMore<T>({ query, shown }: { query: PagedQuery<T>; shown: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = totalOf(query);
  const count = useRef<HTMLParagraphElement>(null);
  const more = async () => {
    const { hasNextPage } = await query.fetchNextPage();
    if (!hasNextPage) {
      // The button goes with the last page; its focus stays near.
      count.current?.focus();
    }
  };
  return (
    <Group justify="space-between" mih={36}>
      <Text size="sm" c="dimmed" role="status" ref={count} tabIndex={-1}>
        {total === null
          ? t('list.shown', { count: shown, number: format.number(shown) })
          : t('list.shown_of', { shown: format.number(shown), total: format.number(total) })}
      </Text>
      {query.hasNextPage && (
        <BusyButton variant="default" busy={query.isFetchingNextPage} onClick={() => void more()}>
          {t('action.more')}
        </BusyButton>
      )}
    </Group>
  );
}

export function ListSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <Stack gap="xs" aria-busy="true">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={44} />
      ))}
    </Stack>
  );
}

/** One list: skeleton, fault, nothing, rows; a table where there is room, cards on a phone. */
export function PagedTable<T>(props: PagedTableProps<T>) {
  const { label, query, empty } = props;
  const rows = rowsOf(query);
  const list = useKeptFocus<HTMLElement>(query.data);
  if (query.isPending) {
    return <ListSkeleton />;
  }
  if (query.isError && rows.length === 0) {
    return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  }
  return (
    <section ref={list} tabIndex={-1} aria-label={label} aria-busy={query.isPlaceholderData}>
      {rows.length === 0 ? (
        empty
      ) : (
        <Stack gap="sm">
          <DataTable {...props} rows={rows} />
          {query.isError && <ProblemAlert error={query.error} />}
          <ShowMore query={query} shown={rows.length} />
        </Stack>
      )}
    </section>
  );
}
