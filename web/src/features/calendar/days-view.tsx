import { Skeleton } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { DoctorRead } from '@/client';
import { minuteOf, wallTime } from '@/shared/calendar/axis';
import { TimeGrid } from '@/shared/calendar/time-grid';
import type { Period, TimeGridColumn } from '@/shared/calendar/types';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';
import { dayOf, type Day } from '@/shared/time/zones';
import { QueryProblem } from '@/shared/ui/query-problem';

import type { CalendarPageProps } from './calendar-page';
import { ChangesList } from './changes-list';
import { useVisitItems } from './items';
import type { View } from './search';
import { useDays, visitsKey, type CalendarPlaces } from './use-calendar';
import { useMoveVisit } from './use-move-visit';
import { columnsOf, daysShown, placeAt } from './week';

const LeaveDrawer = lazy(() => import('./leave-drawer'));
const OneDayDrawer = lazy(() => import('./one-day-drawer'));
const OverrideDialog = lazy(() => import('./override-dialog'));
const PickDialog = lazy(() => import('./pick-dialog'));
const VisitDrawer = lazy(() => import('./visit-drawer'));

export interface Picked {
  column: TimeGridColumn;
  period: Period;
}

interface DaysViewProps extends CalendarPageProps {
  doctor: DoctorRead;
  own: boolean;
  places: CalendarPlaces;
  today: Day;
  view: View;
  day: Day;
}

/** The visits of a week or a day on the hours of the doctor. */
export function DaysView(props: DaysViewProps) {
  const { search, onSearch, doctor, own, places, today, view, day } = props;
  const { t } = useTranslation('calendar');
  const days = useMemo(() => daysShown(view, day), [view, day]);
  const { window, visits, openings } = useDays(doctor.id, days, places.zones);
  const moving = useMoveVisit(visitsKey(doctor.id, window));
  const [picked, setPicked] = useState<Picked | null>(null);
  const now = useNow(60_000);
  const items = useVisitItems(visits.data?.items ?? NONE);
  const columns = useColumns(props, days, openings.data?.items, visits.data?.items);
  const close = () =>
    onSearch({ panel: undefined, on: undefined, start: undefined, end: undefined });

  const begin = (panel: 'leave' | 'one-day', { column, period }: Picked) => {
    setPicked(null);
    onSearch({
      panel,
      on: column.day,
      start: wallTime(minuteOf(column, period.startsAt)),
      end: wallTime(minuteOf(column, period.endsAt)),
    });
  };
  const failed = [visits, openings].find(({ error }) => error !== null);
  if (columns === undefined) {
    return failed === undefined ? (
      <Skeleton height="60vh" aria-busy />
    ) : (
      <QueryProblem query={failed} />
    );
  }
  return (
    <>
      {failed !== undefined && <QueryProblem query={failed} />}
      <ChangesList doctorId={doctor.id} days={days} places={places.places} />
      <TimeGrid
        label={t(view === 'week' ? 'grid.week_of' : 'grid.day_of', { doctor: doctor.full_name })}
        columns={columns}
        items={items}
        now={new Date(now).toISOString()}
        minColumnWidth={112}
        snapMinutes={5}
        onOpen={(item) => (own ? props.onOpenVisit(item.id) : onSearch({ visit: item.id }))}
        onColumn={
          view === 'week' ? (column) => onSearch({ view: 'day', day: column.day }) : undefined
        }
        onPick={(columnId, startsAt, endsAt) => {
          const column = columns.find(({ id }) => id === columnId);
          if (column !== undefined) {
            setPicked({ column, period: { startsAt, endsAt } });
          }
        }}
        onMove={(item, { startsAt }) => {
          const visit = visits.data?.items.find(({ id }) => id === item.id);
          if (visit !== undefined) {
            const locationId = placeAt(openings.data?.items ?? [], startsAt);
            moving.move({ visit, startsAt, locationId });
          }
        }}
      />
      <Suspense fallback={null}>
        {picked !== null && (
          <PickDialog
            picked={picked}
            desk={!own}
            onClose={() => setPicked(null)}
            onBook={() => props.onBook(doctor.id, picked.column.day)}
            onBegin={(panel) => begin(panel, picked)}
          />
        )}
        {search.panel === 'leave' && (
          <LeaveDrawer doctorId={doctor.id} search={search} today={today} onClose={close} />
        )}
        {search.panel === 'one-day' && (
          <OneDayDrawer
            doctorId={doctor.id}
            search={search}
            today={today}
            places={places}
            onClose={close}
          />
        )}
        {search.visit !== undefined && (
          <VisitDrawer
            appointmentId={search.visit}
            onClose={() => onSearch({ visit: undefined })}
          />
        )}
        {moving.refused !== null && (
          <OverrideDialog
            refused={moving.refused}
            pending={moving.isPending}
            onConfirm={moving.move}
            onGiveUp={moving.giveUp}
          />
        )}
      </Suspense>
    </>
  );
}

const NONE: never[] = [];

function useColumns(
  { places: { places, zone }, today }: DaysViewProps,
  days: readonly Day[],
  openings: Parameters<typeof columnsOf>[0]['openings'] | undefined,
  visits: Parameters<typeof columnsOf>[0]['visits'] | undefined,
) {
  const { t } = useTranslation('calendar');
  const format = useFormat();
  return useMemo(() => {
    if (openings === undefined || visits === undefined) {
      return undefined;
    }
    const words = {
      day: (of: Day) => format.day(of),
      longDay: (of: Day) => format.day(of, 'long'),
      closed: t('band.closed'),
      leave: t('band.leave'),
      zone: format.zoneIfNeeded,
    };
    const shown = visits.filter(({ starts_at, time_zone }) =>
      days.includes(dayOf(starts_at, time_zone)),
    );
    return columnsOf({ days, zone, today, openings, visits: shown, places, words });
  }, [days, zone, today, openings, visits, places, t, format]);
}
