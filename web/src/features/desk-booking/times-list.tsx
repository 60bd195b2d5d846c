import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useEffect, useId, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { DoctorSlotRead, LocationRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';

import { fieldId } from './fields';
import { byDays, timeKey, type DayOfTimes, type FreeTimes } from './free-times';
import { commandOf, type Command } from './shortcuts';
import classes from './times-list.module.css';

interface TimesListProps {
  times: FreeTimes | undefined;
  selected: number;
  zoneOf: (locationId: string) => string;
  /** Named with each time where several places are looked through. */
  places: readonly LocationRead[] | null;
  onSelect: (index: number) => void;
  onCommand: (command: Command) => void;
  onMore: () => void;
  loading: boolean;
}

const NUMBERED = 9;

function TimeOption({
  id,
  slot,
  index,
  selected,
  zone,
  place,
  onSelect,
}: {
  id: string;
  slot: DoctorSlotRead;
  index: number;
  selected: boolean;
  zone: string;
  place: string | undefined;
  onSelect: () => void;
}) {
  const format = useFormat();
  const named = format.zoneIfNeeded(slot.starts_at, zone);
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the list's
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      className={classes.option}
      onClick={onSelect}
    >
      <span className={classes.number} aria-hidden>
        {index < NUMBERED ? format.number(index + 1) : ''}
      </span>
      <span className={classes.time}>
        {format.time(slot.starts_at, zone)}
        {named !== null && (
          <Text span size="xs" fw={400}>
            {' '}
            {named}
          </Text>
        )}
      </span>
      <span className={classes.who}>
        {slot.doctor_name}
        <Text span size="sm" c={selected ? undefined : 'dimmed'}>
          {' · '}
          {place ?? slot.specialty}
        </Text>
      </span>
    </div>
  );
}

function DayGroup({ day, list, props }: { day: DayOfTimes; list: string; props: TimesListProps }) {
  const format = useFormat();
  const heading = `${list}-${day.day}-${day.items[0]?.index ?? 0}`;
  return (
    <div role="group" aria-labelledby={heading}>
      <div id={heading} role="presentation" className={classes.day}>
        {format.day(day.day, 'long')}
      </div>
      {day.items.map(({ slot, index }) => (
        <TimeOption
          key={timeKey(slot)}
          id={`${list}-${index}`}
          slot={slot}
          index={index}
          selected={index === props.selected}
          zone={day.zone}
          place={props.places?.find(({ id }) => id === slot.location_id)?.name}
          onSelect={() => props.onSelect(index)}
        />
      ))}
    </div>
  );
}

function EmptyTimes({ times }: { times: FreeTimes }) {
  const { t } = useTranslation(['desk', 'slots']);
  return (
    <Stack gap={4} p="md" align="center" ta="center">
      <Text fw={600}>{t('booking.no_times')}</Text>
      <Text size="sm" c="dimmed">
        {times.emptyReason !== null && `${t(`slots:empty.${times.emptyReason}`)} `}
        {t('booking.no_times_hint')}
      </Text>
    </Stack>
  );
}

/** The first free times: arrows or a number choose one, Enter books it. */
export function TimesList(props: TimesListProps) {
  const { times, selected, onCommand, onMore, loading } = props;
  const { t } = useTranslation('desk');
  const list = useId();
  const count = times?.items.length ?? 0;
  const active = `${list}-${selected}`;
  useEffect(() => {
    document.getElementById(active)?.scrollIntoView({ block: 'nearest' });
  }, [active, count]);
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, code, repeat, ctrlKey, metaKey, altKey, shiftKey } = event;
    const modified = ctrlKey || metaKey || altKey || shiftKey;
    const command = commandOf({ key, code, repeat, modified }, selected, count);
    if (command !== null) {
      event.preventDefault();
      onCommand(command);
    }
  };
  // A list box without options is none.
  const isList = count > 0;
  return (
    <Stack gap="xs">
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- a list box, or the group that stands in its place */}
      <div
        id={fieldId('times')}
        className={classes.list}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- takes the keys also when empty
        tabIndex={0}
        role={isList ? 'listbox' : 'group'}
        aria-label={t('booking.times')}
        aria-activedescendant={isList ? active : undefined}
        aria-busy={loading}
        onKeyDown={onKeyDown}
      >
        {times === undefined ? (
          <Stack gap={8} py={8}>
            {Array.from({ length: 6 }, (_, row) => (
              <Skeleton key={row} height={28} />
            ))}
          </Stack>
        ) : isList ? (
          byDays(times.items, props.zoneOf).map((day) => (
            <DayGroup
              key={`${day.day} ${day.items[0]?.index}`}
              day={day}
              list={list}
              props={props}
            />
          ))
        ) : (
          <EmptyTimes times={times} />
        )}
      </div>
      <Group justify="space-between" gap="xs">
        <div role="status">
          {times !== undefined && (
            <Text size="sm" c="dimmed">
              {t('booking.times_found', { count })}
            </Text>
          )}
        </div>
        {times?.more === true && (
          <Button size="compact-sm" variant="subtle" onClick={onMore}>
            {t('booking.more_times')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
