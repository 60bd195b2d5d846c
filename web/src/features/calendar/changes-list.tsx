import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconBeach, IconCalendarCog, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import {
  addAvailabilityException,
  addTimeOff,
  cancelTimeOff,
  deleteAvailabilityException,
  type ExceptionRead,
  type LocationRead,
  type TimeOffRead,
} from '@/client';
import { useKeptFocus } from '@/shared/tables/use-kept-focus';
import { useFormat } from '@/shared/time/use-format';
import type { Day } from '@/shared/time/zones';
import { notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

import classes from './calendar.module.css';
import { useChanges } from './use-calendar';
import { useHoursToast } from './use-schedule-change';
import { useWallRange } from './wall';

interface ChangesListProps {
  doctorId: string;
  days: readonly Day[];
  places: ReadonlyMap<string, LocationRead>;
}

/** Leave and other hours of the days on screen, each with a way to take it back. */
export function ChangesList({ doctorId, days, places }: ChangesListProps) {
  const { t } = useTranslation('calendar');
  const words = useChangeWords(places);
  const { exceptions, leave } = useChanges(doctorId, days);
  const remove = useRemoval(doctorId);
  const approved = leave.filter(({ status }) => status === 'approved');
  const list = useKeptFocus<HTMLUListElement>(`${exceptions.length} ${approved.length}`);
  if (exceptions.length + approved.length === 0) {
    return null;
  }
  return (
    <ul ref={list} tabIndex={-1} className={classes.changes} aria-label={t('changes.title')}>
      {exceptions.map((exception) => (
        <li key={exception.id} className={classes.change}>
          <IconCalendarCog size={16} aria-hidden />
          {words.exception(exception)}
          <Remove
            label={t('changes.remove', { what: words.exception(exception) })}
            onRemove={() => remove.mutate({ exception })}
          />
        </li>
      ))}
      {approved.map((leaveOf) => (
        <li key={leaveOf.id} className={classes.change}>
          <IconBeach size={16} aria-hidden />
          {words.leave(leaveOf)}
          <Remove
            label={t('changes.remove', { what: words.leave(leaveOf) })}
            onRemove={() => remove.mutate({ leave: leaveOf })}
          />
        </li>
      ))}
      <VisuallyHidden component="li">{t('changes.hint')}</VisuallyHidden>
    </ul>
  );
}

function Remove({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      radius="xl"
      size={28}
      aria-label={label}
      onClick={onRemove}
      className="praxis-no-print"
    >
      <IconX size={14} aria-hidden />
    </ActionIcon>
  );
}

function useChangeWords(places: ReadonlyMap<string, LocationRead>) {
  const { t } = useTranslation('calendar');
  const format = useFormat();
  const wallRange = useWallRange();
  const times = (start: string | null, end: string | null) =>
    start === null || end === null ? '' : wallRange(start, end);
  const join = (...parts: string[]) => parts.filter((part) => part !== '').join(', ');
  return {
    exception: ({ date, kind, start_time, end_time, location_id, note }: ExceptionRead) =>
      join(
        format.day(date),
        t(`kind.${kind}`),
        times(start_time, end_time),
        places.get(location_id ?? '')?.name ?? '',
        note ?? '',
      ),
    leave: ({ starts_on, ends_on, start_time, end_time, reason }: TimeOffRead) =>
      join(
        starts_on === ends_on
          ? format.day(starts_on)
          : t('changes.days', { from: format.day(starts_on), to: format.day(ends_on) }),
        t('band.leave'),
        times(start_time, end_time),
        reason ?? '',
      ),
  };
}

type Removed = { exception: ExceptionRead } | { leave: TimeOffRead };

/** Takes it back at once; the way back from there is to enter it again. */
function useRemoval(doctorId: string) {
  const { t } = useTranslation('calendar');
  const tellDone = useHoursToast();
  const textOf = useProblemText();
  const path = { doctor_id: doctorId };
  return useMutation({
    mutationFn: async (what: Removed) => {
      if ('exception' in what) {
        const { id: exception_id } = what.exception;
        await deleteAvailabilityException({ path: { ...path, exception_id } });
      } else {
        await cancelTimeOff({ path: { ...path, time_off_id: what.leave.id } });
      }
    },
    onSuccess: (_, what) =>
      tellDone(t('changes.removed'), () => {
        const headers = { 'Idempotency-Key': crypto.randomUUID() };
        if ('exception' in what) {
          const { date, kind, location_id, start_time, end_time, note } = what.exception;
          const body = { date, kind, location_id, start_time, end_time, note };
          return addAvailabilityException({ path, headers, body });
        }
        const { starts_on, ends_on, start_time, end_time, reason } = what.leave;
        const body = { starts_on, ends_on, start_time, end_time, reason };
        return addTimeOff({ path, headers, body });
      }),
    onError: (error) => notifyProblem(textOf(error)),
  });
}
