import { Button, Stack, Text } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import type { LocationRead, SlotRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';
import type { Instant } from '@/shared/time/zones';

import classes from './slot-picker.module.css';
import { inGroups, isSameSlot, zoneOf, type Zones } from './week';

export interface PickedSlot {
  starts_at: Instant;
  location_id?: string | null;
}

/** Free times as buttons, in a row that wraps. */
export function TimeButtons({
  slots,
  zones,
  value,
  onPick,
  withDay = false,
}: {
  slots: readonly SlotRead[];
  zones: Zones;
  value?: PickedSlot | null;
  onPick: (slot: SlotRead) => void;
  /** Shows the day too, where the times are of several. */
  withDay?: boolean;
}) {
  const format = useFormat();
  return (
    <ul className={withDay ? classes.wideTimes : classes.times}>
      {slots.map((slot) => {
        const zone = zoneOf(slot, zones);
        const picked = value !== null && value !== undefined && isSameSlot(value, slot);
        const time = format.time(slot.starts_at, zone);
        const day = format.dayOf(slot.starts_at, zone, withDay ? 'short' : 'long');
        return (
          <li key={`${slot.starts_at} ${slot.location_id}`}>
            <Button
              fullWidth
              size="sm"
              px={4}
              variant={picked ? 'filled' : 'light'}
              aria-pressed={picked}
              aria-label={withDay ? `${day} ${time}` : `${time}, ${day}`}
              onClick={() => onPick(slot)}
            >
              {withDay ? `${day} ${time}` : time}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

/** The free times of one day: by part of the day, and by place where there are several. */
export function TimeList({
  slots,
  places,
  zones,
  value,
  onPick,
}: {
  slots: readonly SlotRead[];
  places: readonly LocationRead[];
  zones: Zones;
  value?: PickedSlot | null;
  onPick: (slot: SlotRead) => void;
}) {
  const { t } = useTranslation('slots');
  const id = useId();
  const groups = inGroups(slots, zones);
  const several = new Set(groups.map(({ locationId }) => locationId)).size > 1;
  return (
    <Stack gap="sm">
      {groups.map((group) => {
        const place = places.find((one) => one.id === group.locationId)?.name ?? '';
        const label = `${id}-${group.locationId}-${group.part}`;
        return (
          <div key={label} role="group" aria-labelledby={label}>
            <Text id={label} size="sm" c="dimmed" mb={6}>
              {several ? t('part_at', { part: t(group.part), place }) : t(group.part)}
            </Text>
            <TimeButtons slots={group.slots} zones={zones} value={value} onPick={onPick} />
          </div>
        );
      })}
    </Stack>
  );
}
