import {
  ActionIcon,
  Group,
  Skeleton,
  Stack,
  Text,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '@/shared/time/use-format';
import type { Day } from '@/shared/time/zones';

import classes from './slot-picker.module.css';

interface DayStripProps {
  /** At least one. */
  days: readonly Day[];
  /** How many times each day has; `undefined` while that is being asked. */
  counts: ReadonlyMap<Day, number> | undefined;
  chosen: Day | undefined;
  panelId: string;
  canGoBack: boolean;
  canGoOn: boolean;
  onChoose: (day: Day) => void;
  /** One strip earlier or later. */
  onTurn: (direction: -1 | 1) => void;
  /** Counts up when the focus should go to the chosen day. */
  focusRequest: number;
}

const STEPS: Partial<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** Which day a key leads to from the one that has the focus. */
function dayByKey(event: KeyboardEvent, days: readonly Day[], chosen: Day | undefined) {
  const last = days.length - 1;
  if (event.key === 'Home') {
    return days[0];
  }
  if (event.key === 'End') {
    return days[last];
  }
  const step = STEPS[event.key];
  if (step === undefined) {
    return undefined;
  }
  const mirrored = document.documentElement.dir === 'rtl' ? -step : step;
  const at = chosen === undefined ? 0 : days.indexOf(chosen);
  return days[Math.min(last, Math.max(0, at + mirrored))];
}

function Turn({
  direction,
  possible,
  onTurn,
}: {
  direction: -1 | 1;
  possible: boolean;
  onTurn: (direction: -1 | 1) => void;
}) {
  const { t } = useTranslation('slots');
  const Icon = direction === -1 ? IconChevronLeft : IconChevronRight;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={t(direction === -1 ? 'earlier_days' : 'later_days')}
      // Not `disabled`: the focus would be lost when the first days are reached.
      aria-disabled={!possible}
      data-disabled={!possible || undefined}
      onClick={() => {
        if (possible) {
          onTurn(direction);
        }
      }}
    >
      <Icon size={20} className="mantine-rotate-rtl" aria-hidden />
    </ActionIcon>
  );
}

function Count({ count }: { count: number }) {
  const { t } = useTranslation('slots');
  const format = useFormat();
  if (count === 0) {
    return (
      <Text span size="xs" className={classes.count}>
        <span aria-hidden>–</span>
        <VisuallyHidden>{t('no_times')}</VisuallyHidden>
      </Text>
    );
  }
  return (
    <Text span size="xs" className={classes.count}>
      <span className={classes.full}>{t('times', { count })}</span>
      <span className={classes.bare} aria-hidden>
        {format.number(count)}
      </span>
    </Text>
  );
}

/** Seven days to choose from, each with how many times are free. */
export function DayStrip(props: DayStripProps) {
  const { days, counts, chosen, panelId, onChoose, onTurn, focusRequest } = props;
  const { t } = useTranslation('slots');
  const format = useFormat();
  const tabs = useRef(new Map<Day, HTMLButtonElement>());
  const focusAt = useRef(focusRequest);
  useEffect(() => {
    if (focusRequest !== focusAt.current && chosen !== undefined && counts !== undefined) {
      focusAt.current = focusRequest;
      tabs.current.get(chosen)?.focus();
    }
  }, [focusRequest, chosen, counts]);
  const move = (event: KeyboardEvent) => {
    const day = dayByKey(event, days, chosen);
    if (day !== undefined) {
      event.preventDefault();
      onChoose(day);
      tabs.current.get(day)?.focus();
    }
  };
  return (
    <Stack gap={4}>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600} role="status">
          {format.days(days[0] ?? '', days.at(-1) ?? '')}
        </Text>
        <Group gap={4} wrap="nowrap">
          <Turn direction={-1} possible={props.canGoBack} onTurn={onTurn} />
          <Turn direction={1} possible={props.canGoOn} onTurn={onTurn} />
        </Group>
      </Group>
      <div
        className={classes.days}
        role="tablist"
        tabIndex={-1}
        aria-label={t('days')}
        onKeyDown={move}
      >
        {days.map((day) => {
          const count = counts?.get(day);
          return (
            <UnstyledButton
              key={day}
              ref={(node: HTMLButtonElement | null) => {
                if (node === null) {
                  tabs.current.delete(day);
                } else {
                  tabs.current.set(day, node);
                }
              }}
              role="tab"
              aria-selected={day === chosen}
              aria-controls={panelId}
              tabIndex={day === chosen ? 0 : -1}
              className={classes.day}
              data-empty={count === 0 || undefined}
              onClick={() => onChoose(day)}
            >
              <Text span size="xs" className={classes.weekday}>
                {format.day(day, 'weekday')}
              </Text>{' '}
              <Text span size="sm" fw={600} className={classes.date}>
                {format.day(day, 'date')}
              </Text>{' '}
              {count === undefined ? (
                <Skeleton height={12} width={20} mt={4} />
              ) : (
                <Count count={count} />
              )}
            </UnstyledButton>
          );
        })}
      </div>
    </Stack>
  );
}
