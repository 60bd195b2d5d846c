import { Card, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface ChartFigureProps {
  title: string;
  /** What is counted, or how. */
  note?: ReactNode;
  controls?: ReactNode;
  chart: ReactNode;
  /** The same figures; absent where the chart is a table already. */
  table?: ReactNode;
}

/** A chart with its title, and its table in its place when that is asked for. */
export function ChartFigure({ title, note, controls, chart, table }: ChartFigureProps) {
  const { t } = useTranslation('reports');
  const [view, setView] = useState('chart');
  const titleId = useId();
  return (
    <Card withBorder padding="md" component="section" aria-labelledby={titleId}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" gap="sm">
          <div>
            <Title order={2} size="h4" id={titleId}>
              {title}
            </Title>
            {note !== undefined && (
              <Text size="sm" c="dimmed">
                {note}
              </Text>
            )}
          </div>
          <Group gap="sm" className="praxis-no-print">
            {controls}
            {table !== undefined && (
              <SegmentedControl
                size="xs"
                value={view}
                onChange={setView}
                aria-label={t('figure.view', { title })}
                data={[
                  { value: 'chart', label: t('figure.chart') },
                  { value: 'table', label: t('figure.table') },
                ]}
              />
            )}
          </Group>
        </Group>
        {view === 'table' && table !== undefined ? table : chart}
      </Stack>
    </Card>
  );
}
