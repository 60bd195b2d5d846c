import { Skeleton, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { LocationRead, SlotRead } from '@/client';
import { byDay, zoneOf, type Zones } from '@/shared/slots';
import { useFormat } from '@/shared/time/use-format';
import type { Day } from '@/shared/time/zones';

import { BookLink } from './book-link';
import classes from './find.module.css';

const TIMES_A_DAY = 4;
/** On a narrow card days are rows, and more than these would push the next doctor away. */
const ROWS = 2;

export function zonesOf(places: readonly LocationRead[]): Zones {
  return new Map(places.map((place) => [place.id, place.time_zone]));
}

/** The next days of one doctor at a glance, each with its first free times. */
export function DayColumns({
  doctor,
  slots,
  days,
  zones,
}: {
  doctor: { id: string; full_name: string };
  slots: readonly SlotRead[];
  days: readonly Day[];
  zones: Zones;
}) {
  const { t } = useTranslation('find');
  const format = useFormat();
  const week = byDay(slots, days, zones);
  const free = days.filter((day) => (week.get(day) ?? []).length > 0);
  const rankOf = (day: Day) => {
    const rank = free.indexOf(day);
    if (rank === -1) {
      return 'none';
    }
    return rank < ROWS ? 'soon' : 'later';
  };
  return (
    <ul className={classes.columns}>
      {days.map((day) => (
        <li key={day} className={classes.column} data-rank={rankOf(day)}>
          <div className={classes.columnDay}>
            <Text size="xs" c="dimmed">
              {format.day(day, 'weekday')}
            </Text>
            <Text size="xs" fw={600}>
              {format.day(day, 'date')}
            </Text>
          </div>
          {rankOf(day) === 'none' ? (
            <div className={classes.none}>
              <span aria-hidden>–</span>
              <VisuallyHidden>{t('card.none_that_day')}</VisuallyHidden>
            </div>
          ) : (
            <ul className={classes.columnTimes}>
              {(week.get(day) ?? []).slice(0, TIMES_A_DAY).map((slot) => {
                const time = format.time(slot.starts_at, zoneOf(slot, zones));
                return (
                  <li key={`${slot.starts_at} ${slot.location_id}`}>
                    <BookLink
                      doctorId={doctor.id}
                      slot={slot}
                      label={t('card.book_label', {
                        time,
                        day: format.day(day, 'long'),
                        doctor: doctor.full_name,
                      })}
                    >
                      {time}
                    </BookLink>
                  </li>
                );
              })}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

export function DayColumnsSkeleton() {
  return (
    <div aria-busy="true">
      <Skeleton height={32} mb={8} />
      <Skeleton height={110} />
    </div>
  );
}
