import { Skeleton, Stack, Text } from '@mantine/core';
import { IconReportAnalytics } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { OverviewRead } from '@/client';
import type { ChartLink } from '@/shared/charts/types';
import { useReadSearch } from '@/shared/tables/use-read-search';
import { useFormat } from '@/shared/time/use-format';
import { visitorZone } from '@/shared/time/zones';
import { EmptyState } from '@/shared/ui/empty-state';

import { BusiestHours } from './busiest-hours';
import { readCompareSearch } from './compare-search';
import { Compared } from './compared';
import { Fees } from './fees';
import { KeyFigureGrid } from './key-figure';
import { KeyFigures } from './key-figures';
import type { RowsLink } from './links';
import { GROUPINGS, groupsOf, type Grouping } from './measures';
import classes from './reports.module.css';
import { VisitsByStatus } from './visits-by-status';
import { VisitsOverTime } from './visits-over-time';

interface ReportBodyProps {
  report: OverviewRead;
  rows: RowsLink;
  groupings?: readonly Grouping[];
}

/** The figures of the practice, or of one doctor. */
export function ReportBody({ report, rows, groupings = GROUPINGS }: ReportBodyProps) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const [search, change] = useReadSearch(readCompareSearch);
  const zone = visitorZone();
  const { generated_at: at } = report;
  const by = groupings[0] ?? 'doctor';
  // Waits are known without any visit; a link to them leads nowhere where nothing is compared.
  const isCompared = groupings.some((each) => groupsOf(report, each).length > 0);
  const compared = isCompared && (
    <Compared
      report={report}
      rows={rows}
      by={search.by}
      measure={search.measure}
      onChange={change}
      groupings={groupings}
    />
  );
  const access: ChartLink = {
    to: '.',
    search: ((before: object) => ({ ...before, by, measure: 'access_days' })) as never,
    hash: 'compared',
  };
  return (
    <Stack gap="lg">
      <KeyFigures report={report} rows={rows} access={isCompared ? access : undefined} />
      {report.visits.total === 0 ? (
        <>
          <EmptyState icon={IconReportAnalytics} title={t('empty.title')} hint={t('empty.hint')} />
          {compared}
        </>
      ) : (
        <>
          <VisitsOverTime report={report} rows={rows} />
          {compared}
          <div className={classes.pair}>
            <VisitsByStatus report={report} rows={rows} />
            <Fees report={report} rows={rows} />
          </div>
          <BusiestHours report={report} rows={rows} />
        </>
      )}
      <Text size="sm" c="dimmed">
        {t('updated', { day: format.dayOf(at, zone), time: format.time(at, zone) })}
      </Text>
    </Stack>
  );
}

export function ReportSkeleton() {
  const { t } = useTranslation('reports');
  return (
    <Stack gap="lg" aria-busy="true">
      <KeyFigureGrid label={t('key.title')} wide>
        {[1, 2, 3, 4, 5, 6].map((figure) => (
          <Skeleton key={figure} height={108} role="listitem" />
        ))}
      </KeyFigureGrid>
      <Skeleton height={310} />
      <Skeleton height={310} />
    </Stack>
  );
}
