import { Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { GroupRead, OverviewRead } from '@/client';
import { BarChart } from '@/shared/charts/bar-chart';
import { ChartFigure } from '@/shared/charts/chart-figure';
import { FiguresTable } from '@/shared/charts/figures-table';
import { choiceParam } from '@/shared/tables/search';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';

import type { RowsLink } from './links';
import {
  GROUPINGS,
  groupsOf,
  keyOf,
  measuresOf,
  ranked,
  rowsOfGroup,
  valueOf,
  type Grouping,
  type Measure,
} from './measures';
import { RowsFigure } from './rows-figure';
import { useMeasureWords } from './use-measure-words';

/** More bars than these are no picture any more. */
const MOST_BARS = 12;

interface ComparedProps {
  report: OverviewRead;
  rows: RowsLink;
  /** Of the address. */
  by: Grouping | undefined;
  measure: string | undefined;
  onChange: (change: { by?: Grouping; measure?: string }) => void;
  /** A report about one doctor need not compare doctors. */
  groupings?: readonly Grouping[];
}

/** Any figure by doctor, specialty, place or visit type: as bars, or all of them as a table. */
export function Compared({
  report,
  rows,
  by: chosen,
  measure: wanted,
  onChange,
  groupings = GROUPINGS,
}: ComparedProps) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const { nameOf } = useMeasureWords();
  const by =
    chosen !== undefined && groupings.includes(chosen) ? chosen : (groupings[0] ?? 'doctor');
  const measures = measuresOf(report, by);
  const measure = measures.find((each) => keyOf(each) === wanted) ?? { kind: 'visits' };
  const groups = groupsOf(report, by);
  return (
    <div id="compared">
      <ChartFigure
        title={t('groups.title')}
        controls={
          <>
            <Select
              size="xs"
              w={150}
              aria-label={t('groups.by')}
              data={groupings.map((each) => ({ value: each, label: t(`by.${each}`) }))}
              value={by}
              allowDeselect={false}
              onChange={(value) => onChange({ by: choiceParam(value, groupings) })}
            />
            <Select
              size="xs"
              w={170}
              aria-label={t('groups.measure')}
              data={measures.map((each) => ({ value: keyOf(each), label: nameOf(each) }))}
              value={keyOf(measure)}
              allowDeselect={false}
              onChange={(value) => onChange({ measure: value ?? undefined })}
            />
          </>
        }
        chart={
          <Stack gap="sm">
            <GroupBars groups={groups} by={by} measure={measure} rows={rows} />
            {groups.length > MOST_BARS && (
              <Text size="sm" c="dimmed">
                {t('groups.more_hint', { number: format.number(MOST_BARS) })}
              </Text>
            )}
          </Stack>
        }
        table={<GroupTable groups={groups} by={by} measures={measures} rows={rows} />}
      />
    </div>
  );
}

interface GroupsProps {
  groups: readonly GroupRead[];
  by: Grouping;
  rows: RowsLink;
}

function GroupBars({ groups, by, measure, rows }: GroupsProps & { measure: Measure }) {
  const { t } = useTranslation('reports');
  const { nameOf, textOf } = useMeasureWords();
  return (
    <BarChart
      label={`${t('groups.title')}: ${nameOf(measure)}`}
      max={measure.kind === 'utilisation' ? 1 : undefined}
      bars={ranked(groups, measure)
        .slice(0, MOST_BARS)
        .map((group) => {
          const which = rowsOfGroup(group, by, measure);
          return {
            key: group.id ?? group.name,
            name: group.name || t('groups.unnamed'),
            value: valueOf(group, measure) ?? 0,
            text: textOf(group, measure),
            link: which === null ? undefined : rows(which),
          };
        })}
    />
  );
}

function GroupTable({ groups, by, measures, rows }: GroupsProps & { measures: Measure[] }) {
  const { t } = useTranslation('reports');
  const { nameOf, textOf } = useMeasureWords();
  const { from, to } = rows().search as { from: string; to: string };
  const nameCell = ({ id, name }: GroupRead) =>
    by === 'doctor' && id !== null ? (
      <TextLink
        to="/reports/doctors/$doctorId"
        params={{ doctorId: id }}
        search={{ from, to }}
        size="sm"
      >
        <bdi>{name}</bdi>
      </TextLink>
    ) : (
      <bdi>{name || t('groups.unnamed')}</bdi>
    );
  return (
    <FiguresTable
      caption={t('groups.title')}
      rows={groups}
      rowKey={({ id, name }) => id ?? name}
      columns={[
        { key: 'name', header: t(`by.${by}`), render: nameCell },
        ...measures.map((measure) => ({
          key: keyOf(measure),
          header: nameOf(measure),
          render: (group: GroupRead) => {
            const which = rowsOfGroup(group, by, measure);
            return (
              <RowsFigure
                text={textOf(group, measure)}
                link={which === null ? null : rows(which)}
              />
            );
          },
        })),
      ]}
    />
  );
}
