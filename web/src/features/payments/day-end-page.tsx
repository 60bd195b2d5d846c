import { Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { IconCash, IconFileTypeCsv, IconFileTypePdf, IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getDayEndCsv, getDayEndPdf, type DayEndRead } from '@/client';
import { getDayEndOptions } from '@/client/@tanstack/react-query.gen';
import { DaySwitch } from '@/shared/appointments/day-switch';
import { placesOptions } from '@/shared/desk/options';
import { placeOf, rememberPlace } from '@/shared/desk/place';
import { useSearchState } from '@/shared/tables/use-search-state';
import { useFormat } from '@/shared/time/use-format';
import { startOfDay, today, type Day } from '@/shared/time/zones';
import { DownloadButton } from '@/shared/ui/download-button';
import { EmptyState } from '@/shared/ui/empty-state';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { PageSkeleton } from '@/shared/ui/page-skeleton';
import { QueryProblem } from '@/shared/ui/query-problem';

import { DayPayments } from './day-payments';
import { DayTotals, PersonTotals } from './day-totals';
import { readDayEndSearch, type DayEndSearch } from './search';

function Downloads({ placeId, day }: { placeId: string; day: Day }) {
  const { t } = useTranslation(['payments', 'common']);
  const query = { location_id: placeId, on: day };
  return (
    <>
      <DownloadButton
        ask={() => getDayEndCsv({ query, parseAs: 'blob' })}
        done={(name) => t('day_end.saved', { name })}
        fallback={`day-end-${day}.csv`}
        icon={<IconFileTypeCsv size={16} aria-hidden />}
      >
        {t('day_end.csv')}
      </DownloadButton>
      <DownloadButton
        ask={() => getDayEndPdf({ query, parseAs: 'blob' })}
        done={(name) => t('day_end.saved', { name })}
        fallback={`day-end-${day}.pdf`}
        icon={<IconFileTypePdf size={16} aria-hidden />}
      >
        {t('day_end.pdf')}
      </DownloadButton>
      <Button
        variant="default"
        leftSection={<IconPrinter size={16} aria-hidden />}
        onClick={() => window.print()}
      >
        {t('common:action.print')}
      </Button>
    </>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {children}
    </section>
  );
}

function Report({ report }: { report: DayEndRead }) {
  const { t } = useTranslation('payments');
  if (report.items.length === 0) {
    return <EmptyState icon={IconCash} title={t('day_end.none')} hint={t('day_end.none_hint')} />;
  }
  return (
    <Stack gap="xl">
      <Part title={t('day_end.totals')}>
        <DayTotals totals={report.totals} />
      </Part>
      <Part title={t('day_end.by_person')}>
        <PersonTotals totals={report.by_person} />
      </Part>
      <Part title={t('day_end.payments')}>
        <DayPayments report={report} />
      </Part>
    </Stack>
  );
}

/** What came in and went back at one place on one day, to close the till with. */
export function DayEndPage() {
  const { t } = useTranslation(['payments', 'appointments', 'common']);
  const format = useFormat();
  const [asked, change] = useSearchState<DayEndSearch>();
  const search = readDayEndSearch({ ...asked });
  const places = useQuery(placesOptions);
  const place = placeOf(places.data ?? [], search.place);
  const zone = place?.time_zone ?? 'UTC';
  const now = today(zone);
  const day = search.day ?? now;
  const query = useQuery({
    ...getDayEndOptions({ query: { location_id: place?.id ?? '', on: day } }),
    enabled: place !== undefined,
  });
  const clock = place && format.zoneIfNeeded(startOfDay(day, zone), zone);
  return (
    <Page
      title={t('day_end.title')}
      description={
        place && (
          <>
            {t('day_end.day_of', { day: format.day(day, 'long'), place: place.name })}
            {clock && <Text size="sm">{t('day_end.zone', { zone: clock })}</Text>}
          </>
        )
      }
      actions={place && <Downloads placeId={place.id} day={day} />}
    >
      <Group gap="md" align="flex-end" className="praxis-no-print">
        <Select
          label={t('day_end.place')}
          comboboxProps={{ withinPortal: false }}
          allowDeselect={false}
          value={place?.id ?? null}
          data={(places.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => {
            if (id !== null) {
              rememberPlace(id);
              change({ place: id });
            }
          }}
        />
        <DaySwitch
          day={day}
          today={now}
          onChange={(to) => change({ day: to === now ? undefined : to })}
        />
        <ButtonLink to="/unpaid" search={{ place: place?.id }} variant="subtle" ms="auto">
          {t('unpaid.title')}
        </ButtonLink>
      </Group>
      <QueryProblem query={places} />
      <QueryProblem query={query} />
      {query.data !== undefined ? (
        <Report report={query.data} />
      ) : (
        !query.isError && !places.isError && <PageSkeleton rows={3} />
      )}
    </Page>
  );
}
