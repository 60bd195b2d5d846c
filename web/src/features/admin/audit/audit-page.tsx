import { Stack, Text, Title } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AuditEventRead } from '@/client';
import { listAuditEventsInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { ListSkeleton, ShowMore } from '@/shared/tables/paged-table';
import { PAGING, rowsOf } from '@/shared/tables/paging';
import { useReadSearch } from '@/shared/tables/use-read-search';
import { useFormat } from '@/shared/time/use-format';
import { dayOf } from '@/shared/time/zones';
import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { EmptyList } from '../kit/empty-list';
import { usePracticeZone } from '../kit/use-practice-zone';
import { AuditFilters } from './audit-filters';
import classes from './audit.module.css';
import { EventRow } from './event-row';
import { ExportButton } from './export-button';
import { auditQuery, auditSearch } from './search';

function byDay(events: readonly AuditEventRead[], zone: string): Map<string, AuditEventRead[]> {
  const days = new Map<string, AuditEventRead[]>();
  for (const event of events) {
    const day = dayOf(event.at, zone);
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  return days;
}

function Days({ events, zone }: { events: AuditEventRead[]; zone: string }) {
  const format = useFormat();
  return [...byDay(events, zone)].map(([day, ofDay]) => (
    <Stack key={day} gap={4}>
      <Title order={2} size="h5">
        {format.day(day, 'long')}
      </Title>
      <ol className={classes.events}>
        {ofDay.map((event) => (
          <EventRow key={event.id} event={event} zone={zone} />
        ))}
      </ol>
    </Stack>
  ));
}

export function AuditPage() {
  const { t } = useTranslation(['admin', 'common']);
  const [search] = useReadSearch(auditSearch);
  const zone = usePracticeZone();
  const query = useInfiniteQuery({
    ...listAuditEventsInfiniteOptions({ query: auditQuery(search, zone) }),
    ...PAGING,
    placeholderData: keepPreviousData,
    // Reading the log is an event itself: it is read when asked for, not again by the way.
    refetchOnWindowFocus: false,
  });
  const events = rowsOf(query);
  const now = new Date().toISOString();
  const chosen = events.find(({ actor }) => actor.id !== null && actor.id === search.actor);
  return (
    <Page
      title={t('common:nav.audit')}
      description={t('audit.description')}
      actions={<ExportButton zone={zone} />}
    >
      <AuditFilters actorName={chosen?.actor.name ?? undefined} />
      <Text size="sm" c="dimmed">
        {t('audit.zone', { zone: zone.replaceAll('_', ' '), name: useFormat().zone(now, zone) })}
      </Text>
      {query.isPending && <ListSkeleton />}
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && events.length === 0 && (
        <EmptyList
          filtered
          icon={IconEye}
          title={t('list.nothing_fits')}
          hint={t('list.nothing_fits_hint')}
        />
      )}
      {events.length > 0 && (
        <Stack gap="lg" aria-busy={query.isPlaceholderData}>
          <Days events={events} zone={zone} />
          <ShowMore query={query} shown={events.length} />
        </Stack>
      )}
    </Page>
  );
}
