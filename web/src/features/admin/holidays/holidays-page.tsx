import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core';
import {
  IconBuildingHospital,
  IconCalendarOff,
  IconChevronLeft,
  IconChevronRight,
  IconPlus,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { LocationRead } from '@/client';
import {
  listLocationHolidaysOptions,
  listLocationsOptions,
} from '@/client/@tanstack/react-query.gen';
import { Loaded } from '@/shared/tables/loaded';
import { ListSkeleton } from '@/shared/tables/paged-table';
import { NEW } from '@/shared/tables/search';
import { useSearchState } from '@/shared/tables/use-search-state';
import { today } from '@/shared/time/zones';
import { EmptyState } from '@/shared/ui/empty-state';
import { ButtonLink, TextLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';

import { choicesOf } from '../kit/use-locations';
import { ClosedDayForm } from './closed-day-form';
import { specialDays } from './days';
import { HolidaysTable } from './holidays-table';
import type { HolidaysSearch } from './search';

function YearSwitch({ year, onChange }: { year: number; onChange: (year: number) => void }) {
  const { t } = useTranslation('admin');
  return (
    <Group gap={4} wrap="nowrap" role="group" aria-label={t('holidays.year')}>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={t('holidays.previous_year')}
        onClick={() => onChange(year - 1)}
      >
        <IconChevronLeft size={18} aria-hidden className="mantine-rotate-rtl" />
      </ActionIcon>
      <Text fw={600} miw={56} ta="center" role="status">
        {year}
      </Text>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={t('holidays.next_year')}
        onClick={() => onChange(year + 1)}
      >
        <IconChevronRight size={18} aria-hidden className="mantine-rotate-rtl" />
      </ActionIcon>
    </Group>
  );
}

function Source({ location }: { location: LocationRead }) {
  const { t } = useTranslation('admin');
  return (
    <Text size="sm" c="dimmed">
      {location.country === null ? t('holidays.no_calendar') : t('holidays.computed')}{' '}
      <TextLink to="/admin/locations" search={{ edit: location.id }} size="sm" underline="always">
        {t('holidays.change_calendar')}
      </TextLink>
    </Text>
  );
}

function YearOfPlace({ location, year }: { location: LocationRead; year: number }) {
  const { t } = useTranslation('admin');
  const [adding, setAdding] = useState(false);
  const add = useRef<HTMLButtonElement>(null);
  const query = useQuery({
    ...listLocationHolidaysOptions({
      path: { location_id: location.id },
      query: { from: `${year}-01-01`, to: `${year}-12-31` },
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={query} skeleton={<ListSkeleton />}>
      {(page) => {
        const days = specialDays(page);
        return (
          <Stack gap="md">
            <Source location={location} />
            {adding ? (
              <ClosedDayForm
                key={year}
                location={location.id}
                year={year}
                taken={new Set(days.map(({ on }) => on))}
                onDone={() => {
                  setAdding(false);
                  // The button is back with the next frame.
                  requestAnimationFrame(() => add.current?.focus());
                }}
              />
            ) : (
              <Group>
                <Button
                  ref={add}
                  variant="light"
                  leftSection={<IconPlus size={16} aria-hidden />}
                  onClick={() => setAdding(true)}
                >
                  {t('holidays.add')}
                </Button>
              </Group>
            )}
            {days.length === 0 ? (
              <EmptyState
                icon={IconCalendarOff}
                title={t('holidays.none')}
                hint={t('holidays.none_hint')}
              />
            ) : (
              <HolidaysTable location={location.id} days={days} today={today(location.time_zone)} />
            )}
          </Stack>
        );
      }}
    </Loaded>
  );
}

export function HolidaysPage() {
  const { t } = useTranslation(['admin', 'common']);
  const [search, change] = useSearchState<HolidaysSearch>();
  const query = useQuery(listLocationsOptions({ query: { limit: 200 } }));
  return (
    <Page title={t('common:nav.holidays')} description={t('holidays.description')}>
      <Loaded query={query} skeleton={<ListSkeleton />}>
        {({ items }) => {
          const chosen = items.find(({ id }) => id === search.location) ?? items[0];
          if (chosen === undefined) {
            return (
              <EmptyState
                icon={IconBuildingHospital}
                title={t('locations.none')}
                hint={t('locations.none_hint')}
                action={
                  <ButtonLink to="/admin/locations" search={{ edit: NEW }}>
                    {t('locations.add')}
                  </ButtonLink>
                }
              />
            );
          }
          const year = search.year ?? Number(today(chosen.time_zone).slice(0, 4));
          return (
            <Stack gap="md">
              <Group align="flex-end" gap="sm">
                <Select
                  label={t('rooms.location')}
                  data={choicesOf(items)}
                  value={chosen.id}
                  allowDeselect={false}
                  onChange={(location) => change({ location: location ?? undefined })}
                  w={{ base: '100%', xs: 280 }}
                />
                <YearSwitch year={year} onChange={(next) => change({ year: next })} />
              </Group>
              <YearOfPlace key={chosen.id} location={chosen} year={year} />
            </Stack>
          );
        }}
      </Loaded>
    </Page>
  );
}
