import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { DoctorDaysRead, DoctorRead, LocationRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';
import { dayOf, type Day } from '@/shared/time/zones';
import { ButtonLink, TextLink } from '@/shared/ui/link';

import { DayColumns } from './day-columns';
import type { FindSearch } from './search';

/** By id. */
type Places = ReadonlyMap<string, LocationRead>;

interface DoctorTimesProps {
  doctor: DoctorRead;
  search: FindSearch;
  visitTypeId: string;
  places: Places;
  /** The coming days; `undefined` for a doctor who does not offer this kind of visit. */
  found: DoctorDaysRead | undefined;
}

function profileOf(
  doctor: DoctorRead,
  visitTypeId: string,
  location: string | undefined,
  from: Day | undefined,
) {
  return {
    to: '/doctors/$doctorId',
    params: { doctorId: doctor.id },
    search: { visit_type: visitTypeId, location, from },
  } as const;
}

/** The free times of one doctor on the search page: a glance, and ways to see more. */
export function DoctorTimes({ doctor, search, visitTypeId, places, found }: DoctorTimesProps) {
  const { t } = useTranslation('find');
  if (found === undefined) {
    return (
      <Text size="sm" c="dimmed">
        {t('card.not_offered')}{' '}
        <TextLink to="/doctors/$doctorId" params={{ doctorId: doctor.id }} underline="always">
          {t('card.see_offers')}
        </TextLink>
      </Text>
    );
  }
  if (found.days.every(({ count }) => count === 0)) {
    return <NextTime {...{ doctor, search, visitTypeId, found }} />;
  }
  return (
    <Stack gap="xs">
      <DayColumns doctor={doctor} found={found} visitTypeId={visitTypeId} places={places} />
      <Group justify="space-between" gap="xs">
        <ZoneNote found={found} places={places} />
        <ButtonLink
          {...profileOf(doctor, visitTypeId, search.location, search.from)}
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

/** Whose clock the times are by, for each place whose clock is not the visitor's. */
function ZoneNote({ found, places }: { found: DoctorDaysRead; places: Places }) {
  const { t } = useTranslation('find');
  const format = useFormat();
  const times = found.days.flatMap((day) => day.first);
  const notes = [...new Set(times.map(({ location_id }) => location_id))].flatMap((id) => {
    const place = places.get(id);
    const at = times.find(({ location_id }) => location_id === id)?.starts_at;
    const zone = place && at && format.zoneIfNeeded(at, place.time_zone);
    return zone ? [t('card.zone', { place: place.name, zone })] : [];
  });
  return (
    <Text size="xs" c="dimmed">
      {notes.join(' ')}
    </Text>
  );
}

/** Nothing on these days: when the next time is, on the page that says more. */
function NextTime({
  doctor,
  search,
  visitTypeId,
  found,
}: Omit<DoctorTimesProps, 'places'> & { found: DoctorDaysRead }) {
  const { t } = useTranslation(['find', 'slots']);
  const format = useFormat();
  const { next_free_at: next, time_zone: zone } = found;
  if (next === null) {
    return (
      <Text size="sm" c="dimmed">
        {t('find:card.none_at_all')}
      </Text>
    );
  }
  const text = t('slots:next_free', {
    day: format.dayOf(next, zone),
    time: format.time(next, zone),
  });
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm" c="dimmed">
        {t('find:card.none_these_days')}
      </Text>
      <ButtonLink
        {...profileOf(doctor, visitTypeId, search.location, dayOf(next, zone))}
        variant="light"
        size="sm"
        aria-label={t('find:card.next_label', { text, doctor: doctor.full_name })}
      >
        {text}
      </ButtonLink>
    </Stack>
  );
}
