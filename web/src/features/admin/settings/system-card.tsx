import { Badge, Card, Stack, Table, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { HealthRead } from '@/client';
import { getHealthOptions } from '@/client/@tanstack/react-query.gen';
import { Loaded } from '@/shared/tables/loaded';

export function HealthBadge({ well }: { well: boolean }) {
  const { t } = useTranslation('admin');
  return (
    <Badge
      color={well ? 'green' : 'red'}
      variant="light"
      tt="none"
      fw={600}
      leftSection={
        well ? <IconCheck size={12} aria-hidden /> : <IconAlertTriangle size={12} aria-hidden />
      }
    >
      {well ? t('health.well') : t('health.unwell')}
    </Badge>
  );
}

function Facts({ health }: { health: HealthRead }) {
  const { t } = useTranslation('admin');
  const { database, migrations } = health;
  const rows: [string, string | null, boolean][] = [
    [t('health.server'), health.version, health.status === 'ok'],
    [t('health.database'), database.server_version, database.status === 'ok'],
    [
      t('health.migrations'),
      migrations.current,
      migrations.current !== null && migrations.current >= migrations.head,
    ],
  ];
  return (
    <Table verticalSpacing="xs">
      <Table.Tbody>
        {rows.map(([name, value, well]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={500} ta="start">
              {name}
            </Table.Th>
            <Table.Td dir="ltr">{value ?? '–'}</Table.Td>
            <Table.Td ta="end">
              <HealthBadge well={well} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What runs here; it is configured where the server is, not in the browser. */
export function SystemCard() {
  const { t } = useTranslation('admin');
  const query = useQuery({ ...getHealthOptions(), refetchInterval: 60_000 });
  return (
    <Card withBorder padding="md" component="section" aria-labelledby="system-title">
      <Stack gap="sm">
        <Title order={2} size="h4" id="system-title">
          {t('health.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('health.where')}
        </Text>
        <Loaded query={query}>{(health) => <Facts health={health} />}</Loaded>
      </Stack>
    </Card>
  );
}
