import { Card, Group, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export interface Column<T> {
  key: string;
  header: string;
  render: (row: T) => ReactNode;
  /** For numbers and money. */
  end?: boolean;
}

export interface DataTableProps<T> {
  rows: readonly T[];
  /** The first column names the row. */
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  actions?: (row: T) => ReactNode;
}

function Rows<T>({ columns, rowKey, actions, rows }: DataTableProps<T>) {
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

function Cards<T>({ columns, rowKey, actions, rows }: DataTableProps<T>) {
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

/** Rows in a table where there is room, as cards on a phone. */
export function DataTable<T>(props: DataTableProps<T>) {
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  return phone ? <Cards {...props} /> : <Rows {...props} />;
}
