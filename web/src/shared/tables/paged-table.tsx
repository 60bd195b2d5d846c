import { Card, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { BusyButton } from '@/shared/forms/busy-button';
import { useFormat } from '@/shared/time/use-format';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { rowsOf, totalOf, type PagedQuery } from './paging';
import { useKeptFocus } from './use-kept-focus';

export interface Column<T> {
  key: string;
  header: string;
  render: (row: T) => ReactNode;
  /** For numbers and money. */
  end?: boolean;
}

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

function Rows<T>({ columns, rowKey, actions, rows }: PagedTableProps<T> & { rows: T[] }) {
  const { t } = useTranslation();
  const [first, ...others] = columns;
  return (
    <Table verticalSpacing="sm" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          {columns.map(({ key, header, end }) => (
            <Table.Th key={key} ta={end === true ? 'end' : 'start'} scope="col">
              {header}
            </Table.Th>
          ))}
          {actions !== undefined && (
            <Table.Th ta="end" scope="col">
              {t('list.actions')}
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={rowKey(row)}>
            <Table.Th scope="row" fw={400} ta="start">
              {first?.render(row)}
            </Table.Th>
            {others.map(({ key, render, end }) => (
              <Table.Td key={key} ta={end === true ? 'end' : 'start'}>
                {render(row)}
              </Table.Td>
            ))}
            {actions !== undefined && (
              <Table.Td>
                <Group gap={4} justify="flex-end" wrap="nowrap">
                  {actions(row)}
                </Group>
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Cards<T>({ columns, rowKey, actions, rows }: PagedTableProps<T> & { rows: T[] }) {
  const [first, ...others] = columns;
  return (
    <Stack gap="sm" role="list">
      {rows.map((row) => (
        <Card key={rowKey(row)} withBorder padding="sm" role="listitem">
          {first?.render(row)}
          <Stack gap={4} mt={6}>
            {others.map(({ key, header, render }) => (
              <Group key={key} justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
                <Text size="sm" c="dimmed">
                  {header}
                </Text>
                <Text size="sm" component="div" ta="end">
                  {render(row)}
                </Text>
              </Group>
            ))}
          </Stack>
          {actions !== undefined && (
            <Group gap={4} mt="xs" justify="flex-end">
              {actions(row)}
            </Group>
          )}
        </Card>
      ))}
    </Stack>
  );
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
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
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
          {phone ? <Cards {...props} rows={rows} /> : <Rows {...props} rows={rows} />}
          {query.isError && <ProblemAlert error={query.error} />}
          <ShowMore query={query} shown={rows.length} />
        </Stack>
      )}
    </section>
  );
}
