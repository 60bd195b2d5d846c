import { Group, Paper, Skeleton, Text, Title } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { DoctorSlotRead, LocationRead } from '@/client';
import { useLocations } from '@/shared/doctors/use-places';
import { useFormat } from '@/shared/time/use-format';

import { bookingOf } from './book-link';
import classes from './find.module.css';
import { useFirstAnywhere } from './queries';
import type { FindSearch } from './search';

function FirstTime({ slot, place }: { slot: DoctorSlotRead; place: LocationRead }) {
  const { t } = useTranslation('find');
  const format = useFormat();
  const zone = format.zoneIfNeeded(slot.starts_at, place.time_zone);
  return (
    <Link to="/book" search={bookingOf(slot.doctor_id, slot)} className={classes.first}>
      <Text span fw={600} className={classes.firstTime}>
        {format.dayOf(slot.starts_at, place.time_zone)},{' '}
        {format.time(slot.starts_at, place.time_zone)}
        {zone !== null && (
          <Text span size="xs" fw={400}>
            {` ${zone}`}
          </Text>
        )}
      </Text>
      <Text size="sm" mt={4} truncate>
        {slot.doctor_name}
      </Text>
      <Text size="xs" c="dimmed" truncate>
        {t('specialty_at', { specialty: slot.specialty, place: place.name })}
      </Text>
    </Link>
  );
}

/** The soonest times of all doctors that fit, before any doctor is chosen. */
export function FirstAvailable({
  search,
  visitTypeId,
}: {
  search: FindSearch;
  visitTypeId: string | undefined;
}) {
  const { t } = useTranslation('find');
  const first = useFirstAnywhere(search, visitTypeId);
  const locations = useLocations();
  const places = new Map(locations.data?.map((place) => [place.id, place]));
  if (first.isError || first.data?.items.length === 0) {
    // The doctors below say what is wrong, or why there is nothing.
    return null;
  }
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="first-available">
      <Group gap={6} mb="sm">
        <IconBolt size={18} aria-hidden />
        <Title order={2} size="h4" id="first-available">
          {t('first.title')}
        </Title>
      </Group>
      <ul className={classes.firsts} aria-busy={first.isPending || locations.isPending}>
        {first.data === undefined || locations.data === undefined
          ? [1, 2, 3].map((row) => (
              <li key={row}>
                <Skeleton height={86} />
              </li>
            ))
          : first.data.items.map((slot) => {
              const place = places.get(slot.location_id);
              return (
                place !== undefined && (
                  <li key={slot.doctor_id}>
                    <FirstTime slot={slot} place={place} />
                  </li>
                )
              );
            })}
      </ul>
    </Paper>
  );
}
