import { Text } from '@mantine/core';
import { IconArrowLeft, IconCalendarSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { listReportVisitsInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { periodOf } from '@/shared/reports/periods';
import { readRowsSearch, type RowsSearch } from '@/shared/reports/search';
import { useReportFormat } from '@/shared/reports/use-report-format';
import { useHasRole } from '@/shared/session/use-session';
import { PagedTable, type Column } from '@/shared/tables/paged-table';
import { PAGING } from '@/shared/tables/paging';
import { useReadSearch } from '@/shared/tables/use-read-search';
import { useFormat } from '@/shared/time/use-format';
import { dayOf, today, visitorZone } from '@/shared/time/zones';
import { EmptyState } from '@/shared/ui/empty-state';
import { ButtonLink, TextLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { StatusBadge } from '@/shared/ui/status-badge';

import { FilterChips } from './filter-chips';
import { rowsQuery } from './visit-filters';
import classes from './visits.module.css';

const PAGE = 50;

/** The visits behind one figure, each of which can be opened. */
export function ReportVisitsPage() {
  const { t } = useTranslation('reports');
  const words = useReportFormat();
  const [search] = useReadSearch(readRowsSearch);
  const month = periodOf('this_month', today(visitorZone()));
  const period = { from: search.from ?? month.from, to: search.to ?? month.to };
  const query = useInfiniteQuery({
    ...listReportVisitsInfiniteOptions({
      query: { ...rowsQuery({ ...search, ...period }), limit: PAGE, count: true },
    }),
    ...PAGING,
    placeholderData: keepPreviousData,
    // Reading visits leaves a trace: they are read when asked for, not again by the way.
    refetchOnWindowFocus: false,
  });
  return (
    <Page
      title={t('rows.title')}
      description={words.period(period)}
      actions={<BackToReport search={search} />}
    >
      <FilterChips />
      <PagedTable
        label={t('rows.list')}
        query={query}
        columns={useColumns()}
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={IconCalendarSearch}
            title={t('rows.empty')}
            hint={t('rows.empty_hint')}
          />
        }
      />
    </Page>
  );
}

function BackToReport({ search }: { search: RowsSearch }) {
  const { t } = useTranslation('reports');
  const isAdmin = useHasRole('admin');
  const { from, to, place, specialty, doctor } = search;
  const look = {
    variant: 'default',
    leftSection: <IconArrowLeft size={16} className="mantine-rotate-rtl" aria-hidden />,
  } as const;
  return isAdmin || doctor === undefined ? (
    <ButtonLink to="/reports" search={{ from, to, place, specialty, doctor }} {...look}>
      {t('rows.back')}
    </ButtonLink>
  ) : (
    <ButtonLink
      to="/reports/doctors/$doctorId"
      params={{ doctorId: doctor }}
      search={{ from, to }}
      {...look}
    >
      {t('rows.back')}
    </ButtonLink>
  );
}

/** Doctors open their visit; administrators see it on the board of its day. */
function VisitLink({ visit }: { visit: AppointmentRead }) {
  const format = useFormat();
  const isAdmin = useHasRole('admin');
  const { id, starts_at: at, time_zone: zone, location_id: place } = visit;
  const named = format.zoneIfNeeded(at, zone);
  const text = (
    <>
      {format.dayOf(at, zone, 'numeric')}, {format.time(at, zone)}
      {named !== null && ` ${named}`}
    </>
  );
  return isAdmin ? (
    <TextLink to="/board" search={{ place, day: dayOf(at, zone), visit: id }} size="sm">
      {text}
    </TextLink>
  ) : (
    <TextLink to="/visit/$appointmentId" params={{ appointmentId: id }} size="sm">
      {text}
    </TextLink>
  );
}

function useColumns(): Column<AppointmentRead>[] {
  const { t } = useTranslation('reports');
  const format = useFormat();
  return [
    { key: 'when', header: t('rows.when'), render: (visit) => <VisitLink visit={visit} /> },
    {
      key: 'patient',
      header: t('rows.patient'),
      render: ({ patient_name: name }) => <bdi>{name}</bdi>,
    },
    {
      key: 'doctor',
      header: t('rows.doctor'),
      render: ({ doctor_name: name }) => <bdi>{name}</bdi>,
    },
    {
      key: 'type',
      header: t('rows.type'),
      render: ({ visit_type_name: type, location_name: place }) => (
        <>
          {type}
          <Text size="xs" c="dimmed" component="div">
            {place}
          </Text>
        </>
      ),
    },
    {
      key: 'status',
      header: t('rows.status'),
      render: ({ status, cancelled_late: late }) => (
        <>
          <div className={classes.status}>
            <StatusBadge status={status} />
          </div>
          {late === true && (
            <Text size="xs" component="div">
              {t('rows.cancelled_late')}
            </Text>
          )}
        </>
      ),
    },
    { key: 'fee', header: t('rows.fee'), render: ({ fee }) => format.money(fee), end: true },
    { key: 'paid', header: t('rows.paid'), render: ({ paid }) => format.money(paid), end: true },
  ];
}
