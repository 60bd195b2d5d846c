import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { listAppointmentsInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { keepFocusOn, visitElementId } from '@/shared/appointments/focus';
import { placesOptions } from '@/shared/desk/options';
import { PaymentBadge } from '@/shared/payments/payment-badge';
import { DUE, outstandingOf } from '@/shared/payments/standing';
import { FilterSelect } from '@/shared/tables/filters';
import { PagedTable, type Column } from '@/shared/tables/paged-table';
import { PAGING, rowsOf } from '@/shared/tables/paging';
import { dayParam } from '@/shared/tables/search';
import { useSearchState } from '@/shared/tables/use-search-state';
import { useFormat } from '@/shared/time/use-format';
import { dayOf, today, windowOf } from '@/shared/time/zones';
import { EmptyState } from '@/shared/ui/empty-state';
import { ButtonLink, TextLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';

import { PaymentDrawer } from './payment-drawer';
import { periodOf, readUnpaidSearch, zoneOf, type UnpaidSearch } from './search';

function useUnpaid(search: UnpaidSearch) {
  const places = useQuery(placesOptions);
  const place = places.data?.find(({ id }) => id === search.place);
  const zone = zoneOf(place === undefined ? (places.data ?? []) : [place]);
  const period = periodOf(search, today(zone));
  const query = useInfiniteQuery({
    ...listAppointmentsInfiniteOptions({
      query: {
        unpaid: true,
        status: DUE,
        location_id: search.place,
        ...windowOf([period.from, period.to], [zone]),
        order: 'desc',
        count: true,
      },
    }),
    ...PAGING,
  });
  return { places: places.data ?? [], period, query };
}

function useColumns(): Column<AppointmentRead>[] {
  const { t } = useTranslation('payments');
  const format = useFormat();
  return [
    {
      key: 'patient',
      header: t('unpaid.patient'),
      render: (visit) => (
        <Stack gap={2} align="flex-start">
          <TextLink
            inherit
            fw={600}
            to="/board"
            search={{
              place: visit.location_id,
              day: dayOf(visit.starts_at, visit.time_zone),
              visit: visit.id,
            }}
          >
            <bdi>{visit.patient_name}</bdi>
          </TextLink>
          <PaymentBadge visit={visit} />
        </Stack>
      ),
    },
    {
      key: 'when',
      header: t('unpaid.when'),
      render: ({ starts_at: at, time_zone: zone }) =>
        [`${format.dayOf(at, zone)}, ${format.time(at, zone)}`, format.zoneIfNeeded(at, zone)]
          .filter((part) => part !== null)
          .join(' '),
    },
    {
      key: 'visit',
      header: t('unpaid.visit'),
      render: ({ visit_type_name, doctor_name, location_name }) => (
        <>
          {visit_type_name}
          <Text size="sm" c="dimmed">
            {`${doctor_name} · ${location_name}`}
          </Text>
        </>
      ),
    },
    { key: 'fee', header: t('unpaid.fee'), end: true, render: ({ fee }) => format.money(fee) },
    {
      key: 'outstanding',
      header: t('unpaid.outstanding'),
      end: true,
      render: (visit) => (
        <Text inherit fw={600}>
          {format.money(outstandingOf(visit))}
        </Text>
      ),
    },
  ];
}

/** Who was here and has not paid. */
export function UnpaidPage() {
  const { t } = useTranslation(['payments', 'common']);
  const [asked, change] = useSearchState<UnpaidSearch>();
  const search = readUnpaidSearch({ ...asked });
  const { places, period, query } = useUnpaid(search);
  return (
    <Page
      title={t('unpaid.title')}
      description={t('unpaid.description')}
      actions={
        <ButtonLink to="/day-end" search={{ place: search.place }} variant="default">
          {t('day_end.title')}
        </ButtonLink>
      }
    >
      <Group gap="sm" align="flex-end">
        <FilterSelect
          label={t('day_end.place')}
          all={t('unpaid.everywhere')}
          data={places.map(({ id, name }) => ({ value: id, label: name }))}
          value={search.place}
          onChange={(place) => change({ place })}
        />
        <TextInput
          type="date"
          label={t('unpaid.since')}
          value={period.from}
          max={period.to}
          onChange={({ currentTarget }) => change({ from: dayParam(currentTarget.value) })}
        />
        <TextInput
          type="date"
          label={t('unpaid.until')}
          value={period.to}
          onChange={({ currentTarget }) => change({ to: dayParam(currentTarget.value) })}
        />
      </Group>
      <PagedTable
        label={t('unpaid.title')}
        query={query}
        columns={useColumns()}
        rowKey={({ id }) => id}
        actions={(visit) => (
          <span id={visitElementId(visit.id)}>
            <Button
              size="xs"
              variant="default"
              aria-label={t('take.open_of', { patient: visit.patient_name })}
              onClick={() => change({ visit: visit.id })}
            >
              {t('take.open')}
            </Button>
          </span>
        )}
        empty={
          <EmptyState
            icon={IconCircleCheck}
            title={t('unpaid.none')}
            hint={t('unpaid.none_hint')}
          />
        }
      />
      {search.visit !== undefined && (
        <PaymentDrawer
          key={search.visit}
          visitId={search.visit}
          known={rowsOf(query).find(({ id }) => id === search.visit)}
          onClose={() => {
            keepFocusOn(search.visit ?? '');
            change({ visit: undefined });
          }}
        />
      )}
    </Page>
  );
}
