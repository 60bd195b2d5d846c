import { Skeleton, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { DoctorDaysRead, LocationRead, TimeRead } from '@/client';
import { byDay } from '@/shared/slots/week';
import { useFormat } from '@/shared/time/use-format';
import type { Day } from '@/shared/time/zones';

import { BookLink } from './book-link';
import classes from './find.module.css';

/** On a narrow card days are rows, and more than these would push the next doctor away. */
const ROWS = 2;

interface DayColumnsProps {
  doctor: { id: string; full_name: string };
  found: DoctorDaysRead;
  visitTypeId: string;
  /** By id. */
  places: ReadonlyMap<string, LocationRead>;
}

/** The coming days of one doctor at a glance, each with its first free times. */
export function DayColumns({ doctor, found, visitTypeId, places }: DayColumnsProps) {
  const days = found.days.map(({ on }) => on);
  const zones = new Map([...places].map(([id, place]) => [id, place.time_zone]));
  const times = found.days.flatMap(({ first }) => first);
  // The day of a time is that of its own place; a doctor may work in two zones.
  const week = byDay(times, days, zones);
  const free = days.filter((day) => (week.get(day) ?? []).length > 0);
  const several = new Set(times.map(({ location_id }) => location_id)).size > 1;
  return (
    <ul className={classes.columns}>
      {days.map((day) => (
        <Column key={day} day={day} rank={free.indexOf(day)}>
          {(week.get(day) ?? []).map((time, index, all) => (
            <Time
              key={`${time.starts_at} ${time.location_id}`}
              doctor={doctor}
              time={time}
              day={day}
              visitTypeId={visitTypeId}
              place={places.get(time.location_id)}
              namesPlace={several && time.location_id !== all[index - 1]?.location_id}
            />
          ))}
        </Column>
      ))}
    </ul>
  );
}

/** `rank` is the place among the days that have times, -1 for one without. */
function Column({ day, rank, children }: { day: Day; rank: number; children: ReactNode }) {
  const { t } = useTranslation('find');
  const format = useFormat();
  const shown = rank < ROWS ? 'soon' : 'later';
  return (
    <li className={classes.column} data-rank={rank === -1 ? 'none' : shown}>
      <div className={classes.columnDay}>
        <Text size="xs" c="dimmed">
          {format.day(day, 'weekday')}
        </Text>
        <Text size="xs" fw={600}>
          {format.day(day, 'date')}
        </Text>
      </div>
      {rank === -1 ? (
        <div className={classes.none}>
          <span aria-hidden>–</span>
          <VisuallyHidden>{t('card.none_that_day')}</VisuallyHidden>
        </div>
      ) : (
        <ul className={classes.columnTimes}>{children}</ul>
      )}
    </li>
  );
}

function Time({
  doctor,
  time,
  day,
  visitTypeId,
  place,
  namesPlace,
}: {
  doctor: { id: string; full_name: string };
  time: TimeRead;
  day: Day;
  visitTypeId: string;
  place: LocationRead | undefined;
  namesPlace: boolean;
}) {
  const { t } = useTranslation('find');
  const format = useFormat();
  const shown = format.time(time.starts_at, place?.time_zone ?? 'UTC');
  const label = { time: shown, day: format.day(day, 'long'), doctor: doctor.full_name };
  return (
    <li>
      {namesPlace && (
        <Text size="xs" c="dimmed" ta="center" lh={1.2} mb={4}>
          {place?.name}
        </Text>
      )}
      <BookLink
        doctorId={doctor.id}
        slot={{ ...time, visit_type_id: visitTypeId }}
        label={
          place === undefined
            ? t('card.book_label', label)
            : t('card.book_label_at', { ...label, place: place.name })
        }
      >
        {shown}
      </BookLink>
    </li>
  );
}

export function DayColumnsSkeleton() {
  return (
    <div aria-busy="true">
      <Skeleton height={32} mb={8} />
      <Skeleton height={150} />
    </div>
  );
}
