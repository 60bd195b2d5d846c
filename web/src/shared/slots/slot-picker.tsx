import { Button, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useEffect, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { EmptyReason, LocationRead, SlotRead } from '@/client';
import { useDoctorPlaces } from '@/shared/doctors/use-places';
import { useFormat } from '@/shared/time/use-format';
import {
  addDays,
  dayOf,
  daysFrom,
  startOfDay,
  today,
  visitorZone,
  type Day,
} from '@/shared/time/zones';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { DayStrip } from './day-strip';
import { DAYS_SHOWN } from './days-shown';
import { useNextFree, useSlotWeek, type SlotsWanted } from './queries';
import classes from './slot-picker.module.css';
import { TimeList, type PickedSlot } from './time-list';
import { useLostTime } from './use-lost-time';
import { byDay, firstFreeDay, isSameSlot, zoneOf, type Zones } from './week';

export interface SlotPickerProps extends SlotsWanted {
  /** The time that is picked already, if one is. */
  value?: PickedSlot | null;
  onPick: (slot: SlotRead) => void;
  /** The time that is picked was taken by somebody else. */
  onGone?: () => void;
  /** The first day to show; today where the visit takes place when absent. */
  from?: Day;
}

/** The earliest today of these places: nothing that is still to come is left out. */
function earliestToday(places: readonly LocationRead[]): Day {
  const days = places.map((place) => today(place.time_zone));
  return days.toSorted()[0] ?? today(visitorZone());
}

/** Free times of one doctor for one kind of visit: seven days, and the times of the chosen day. */
export function SlotPicker(props: SlotPickerProps) {
  const { doctorId, visitTypeId, locationId = null, from = '' } = props;
  // Asked for with the page, and not once the places are there: that would hide the page again.
  useTranslation('slots');
  const places = useDoctorPlaces(doctorId);
  if (places === undefined) {
    return <PickerSkeleton />;
  }
  const here = places.filter(({ id }) => id === (locationId ?? id));
  // Another doctor, kind of visit or place begins anew.
  const key = [doctorId, visitTypeId, locationId, from].join(' ');
  return <Picker key={key} {...props} places={here} />;
}

type PickerProps = SlotPickerProps & { places: LocationRead[] };

function usePicker(props: PickerProps) {
  const { from = '', places } = props;
  const now = earliestToday(places);
  const [first, setFirst] = useState(from > now ? from : now);
  const [chosen, setChosen] = useState<Day>();
  const [focusRequest, setFocusRequest] = useState(0);
  const days = daysFrom(first, DAYS_SHOWN);
  const week = useSlotWeek(props, first);
  const zones: Zones = useMemo(
    () => new Map(places.map((place) => [place.id, place.time_zone])),
    [places],
  );
  const slots = week.data && byDay(week.data.items, days, zones);
  const reason = week.data?.empty_reason ?? null;
  const goesOn = reason !== null && reason !== 'outside_horizon';
  const next = useNextFree(props, addDays(first, DAYS_SHOWN), goesOn);
  const free = slots && firstFreeDay(slots);
  const [begun, setBegun] = useState<{ first: Day; day: Day }>();
  if (free !== undefined && begun?.first !== first) {
    setBegun({ first, day: free });
  }
  // It stays when its last time goes: nobody is taken to another day while they look at this one.
  const day = chosen ?? (begun?.first === first ? begun.day : free) ?? first;
  const turn = (direction: -1 | 1) => {
    const to = addDays(first, direction * DAYS_SHOWN);
    setFirst(to < now ? now : to);
    setChosen(undefined);
  };
  const goTo = (slot: SlotRead) => {
    const to = dayOf(slot.starts_at, zoneOf(slot, zones));
    setFirst(to);
    setChosen(to);
    setFocusRequest((count) => count + 1);
  };
  const canGoBack = first > now;
  return { canGoBack, days, week, zones, slots, next, day, turn, goTo, setChosen, focusRequest };
}

/** Tells when the picked time is no longer among those of its day. */
function useGone(
  { value, onGone }: PickerProps,
  { week, slots, zones }: ReturnType<typeof usePicker>,
) {
  const isGone =
    value !== null &&
    value !== undefined &&
    week.isSuccess &&
    (slots?.has(dayOf(value.starts_at, zoneOf({ location_id: value.location_id ?? '' }, zones))) ??
      false) &&
    !week.data.items.some((slot) => isSameSlot(value, slot));
  useEffect(() => {
    if (isGone) {
      onGone?.();
    }
  }, [isGone, onGone]);
}

function Picker(props: PickerProps) {
  const { t } = useTranslation('slots');
  const format = useFormat();
  const panelId = useId();
  const state = usePicker(props);
  const { week, slots, day, zones } = state;
  const times = slots?.get(day) ?? [];
  useGone(props, state);
  const { panel, lost } = useLostTime(week.data, day);
  return (
    <Stack gap="md" className={classes.picker}>
      <DayStrip
        days={state.days}
        counts={slots && new Map([...slots].map(([on, found]) => [on, found.length]))}
        chosen={day}
        panelId={panelId}
        canGoBack={state.canGoBack}
        canGoOn={week.data?.empty_reason !== 'outside_horizon'}
        onChoose={state.setChosen}
        onTurn={state.turn}
        focusRequest={state.focusRequest}
      />
      <div
        ref={panel}
        id={panelId}
        role="tabpanel"
        tabIndex={-1}
        className={classes.panel}
        aria-label={format.day(day, 'long')}
      >
        <VisuallyHidden role="status">{lost && t('taken')}</VisuallyHidden>
        {week.isError && <ProblemAlert error={week.error} retry={() => void week.refetch()} />}
        {week.isPending && <TimesSkeleton />}
        {times.length > 0 && (
          <TimeList
            slots={times}
            places={props.places}
            zones={zones}
            value={props.value}
            onPick={props.onPick}
          />
        )}
        {week.isSuccess && times.length === 0 && (
          <NoTimes
            reason={week.data.empty_reason}
            searching={state.next.isFetching}
            next={state.next.data ?? null}
            zones={zones}
            onGo={state.goTo}
          />
        )}
      </div>
      <ZoneNote places={props.places} day={day} />
    </Stack>
  );
}

function PickerSkeleton() {
  return (
    <Stack gap="md" className={classes.picker} aria-busy="true">
      <Skeleton height={64} />
      <TimesSkeleton />
    </Stack>
  );
}

function TimesSkeleton() {
  return (
    <div className={classes.times} aria-busy="true">
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} height={36} />
      ))}
    </div>
  );
}

/** Why the day has none, and where the next free time is. */
function NoTimes({
  reason,
  searching,
  next,
  zones,
  onGo,
}: {
  reason: EmptyReason | null;
  searching: boolean;
  next: SlotRead | null;
  zones: Zones;
  onGo: (slot: SlotRead) => void;
}) {
  const { t } = useTranslation('slots');
  const format = useFormat();
  if (reason === null) {
    return <Text c="dimmed">{t('empty_day')}</Text>;
  }
  return (
    <Stack gap="xs" align="flex-start" role="status">
      <Text c="dimmed">{t(`empty.${reason}`)}</Text>
      {searching && <Skeleton height={36} width={260} />}
      {next !== null && (
        <Button variant="light" onClick={() => onGo(next)}>
          {t('next_free', {
            day: format.dayOf(next.starts_at, zoneOf(next, zones)),
            time: format.time(next.starts_at, zoneOf(next, zones)),
          })}
        </Button>
      )}
      {reason !== 'outside_horizon' && !searching && next === null && (
        <Text size="sm">{t('none_further')}</Text>
      )}
    </Stack>
  );
}

/** Whose clock the times are by, where the visitor's shows another. */
function ZoneNote({ places, day }: { places: readonly LocationRead[]; day: Day }) {
  const { t } = useTranslation('slots');
  const format = useFormat();
  return places.map(({ id, name, time_zone: zone }) => {
    const needed = format.zoneIfNeeded(startOfDay(day, zone), zone);
    return (
      needed !== null && (
        <Text key={id} size="sm" c="dimmed">
          {t('zone_note', { place: name, zone: needed })}
        </Text>
      )
    );
  });
}
