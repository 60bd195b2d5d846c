import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { DoctorRead, EmptyReason, LocationRead, SlotRead } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { DAYS_SHOWN, useNextFree, useSlotWeek, type SlotsWanted } from '@/shared/slots';
import { useFormat } from '@/shared/time/use-format';
import { addDays, daysFrom, today, visitorZone, type Day } from '@/shared/time/zones';
import { ButtonLink, TextLink } from '@/shared/ui/link';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { BookLink } from './book-link';
import { DayColumns, DayColumnsSkeleton, zonesOf } from './day-columns';
import type { FindSearch } from './search';

interface DoctorTimesProps {
  doctor: DoctorRead;
  search: FindSearch;
  visitTypeId: string;
  /** Where the doctor has hours. */
  places: readonly LocationRead[];
}

function firstDay(places: readonly LocationRead[], from: Day | undefined): Day {
  const days = places.map((place) => today(place.time_zone)).toSorted();
  const now = days[0] ?? today(visitorZone());
  return from !== undefined && from > now ? from : now;
}

/** The free times of one doctor on the search page: a glance, and ways to see more. */
export function DoctorTimes({ doctor, search, visitTypeId, places }: DoctorTimesProps) {
  const { t } = useTranslation('find');
  const wanted = { doctorId: doctor.id, visitTypeId, locationId: search.location };
  const first = firstDay(places, search.from);
  const week = useSlotWeek(wanted, first);
  if (week.isPending) {
    return <DayColumnsSkeleton />;
  }
  if (week.isError) {
    if (problemOf(week.error).code !== 'scheduling.visit_type_not_offered') {
      return <ProblemAlert error={week.error} retry={() => void week.refetch()} />;
    }
    return (
      <Text size="sm" c="dimmed">
        {t('card.not_offered')}{' '}
        <TextLink to="/doctors/$doctorId" params={{ doctorId: doctor.id }}>
          {t('card.see_offers')}
        </TextLink>
      </Text>
    );
  }
  const { items, empty_reason: reason } = week.data;
  if (reason !== null) {
    return (
      <NextTime doctor={doctor} wanted={wanted} first={first} reason={reason} places={places} />
    );
  }
  return (
    <Stack gap="xs">
      <DayColumns
        doctor={doctor}
        slots={items}
        days={daysFrom(first, DAYS_SHOWN)}
        zones={zonesOf(places)}
      />
      <Group justify="space-between" gap="xs">
        <ZoneNote places={places} slots={items} />
        <ButtonLink
          to="/doctors/$doctorId"
          params={{ doctorId: doctor.id }}
          search={{ visit_type: visitTypeId, location: search.location, from: search.from }}
          variant="subtle"
          size="compact-sm"
          aria-label={t('card.more_times_of', { doctor: doctor.full_name })}
        >
          {t('card.more_times')}
        </ButtonLink>
      </Group>
    </Stack>
  );
}

function ZoneNote({
  places,
  slots,
}: {
  places: readonly LocationRead[];
  slots: readonly SlotRead[];
}) {
  const { t } = useTranslation('find');
  const format = useFormat();
  const first = slots[0];
  const zone = places.find(({ id }) => id === first?.location_id)?.time_zone;
  const needed = first && zone !== undefined && format.zoneIfNeeded(first.starts_at, zone);
  return (
    <Text size="xs" c="dimmed">
      {needed ? t('card.zone', { zone: needed }) : ''}
    </Text>
  );
}

/** Nothing on these days: why, and when the next time is. */
function NextTime({
  doctor,
  wanted,
  first,
  reason,
  places,
}: {
  doctor: DoctorRead;
  wanted: SlotsWanted;
  first: Day;
  reason: EmptyReason;
  places: readonly LocationRead[];
}) {
  const { t } = useTranslation(['find', 'slots']);
  const format = useFormat();
  const next = useNextFree(wanted, addDays(first, DAYS_SHOWN), true);
  const zones = zonesOf(places);
  const slot = next.data;
  const zone = slot ? (zones.get(slot.location_id) ?? 'UTC') : 'UTC';
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm" c="dimmed">
        {t(`slots:empty.${reason}`)}
      </Text>
      {next.isPending && <Skeleton height={36} width={240} />}
      {slot && (
        <BookLinkInline
          doctor={doctor}
          slot={slot}
          text={t('slots:next_free', {
            day: format.dayOf(slot.starts_at, zone),
            time: format.time(slot.starts_at, zone),
          })}
        />
      )}
      {next.isError && (
        <Button size="xs" variant="default" onClick={() => void next.refetch()}>
          {t('find:card.look_further')}
        </Button>
      )}
      {slot === null && <Text size="sm">{t('slots:none_further')}</Text>}
    </Stack>
  );
}

function BookLinkInline({
  doctor,
  slot,
  text,
}: {
  doctor: DoctorRead;
  slot: SlotRead;
  text: string;
}) {
  const { t } = useTranslation('find');
  return (
    <div style={{ width: 'min(100%, 20rem)' }}>
      <BookLink
        doctorId={doctor.id}
        slot={slot}
        label={t('card.next_label', { text, doctor: doctor.full_name })}
      >
        {text}
      </BookLink>
    </div>
  );
}
