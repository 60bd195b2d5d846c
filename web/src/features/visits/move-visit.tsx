import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { rescheduleAppointment, type AppointmentRead, type SlotRead } from '@/client';
import { showChanged } from '@/shared/appointments/cache';
import { keepFocusOn } from '@/shared/appointments/focus';
import { useLocations } from '@/shared/doctors/use-places';
import { BusyButton } from '@/shared/forms/busy-button';
import { SlotPicker } from '@/shared/slots';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

import { Policy } from './policy';
import { isFinalAt } from './standing';
import { targetOf, useVisitChange } from './use-visit-change';
import { VisitProblem } from './visit-problem';

interface MoveVisitProps {
  visit: AppointmentRead;
  onDone: () => void;
}

function moveTo(visit: AppointmentRead, slot: Pick<SlotRead, 'starts_at' | 'location_id'>) {
  const { starts_at, location_id } = slot;
  return rescheduleAppointment({ ...targetOf(visit), body: { starts_at, location_id } });
}

/** Moves the visit back to where it was, and says how that went. */
function useMoveBack(before: AppointmentRead) {
  const { t } = useTranslation('visits');
  const client = useQueryClient();
  const textOf = useProblemText();
  return async (changed: AppointmentRead) => {
    try {
      const { data } = await moveTo(changed, before);
      showChanged(client, data);
      notifyDone(t('move.undone'));
    } catch (error) {
      notifyProblem(textOf(error));
    }
    keepFocusOn(before.id);
  };
}

/** Another time with the same doctor; the visit stays the same one. */
export function MoveVisit({ visit, onDone }: MoveVisitProps) {
  const { t } = useTranslation(['visits', 'common']);
  const format = useFormat();
  const heading = useRef<HTMLHeadingElement>(null);
  const [picked, setPicked] = useState<SlotRead | null>(null);
  const [gone, setGone] = useState(false);
  const forget = useCallback(() => {
    setPicked(null);
    setGone(true);
  }, []);
  const moveBack = useMoveBack(visit);
  const { mutate, isPending, error, reset } = useVisitChange(visit, (changed) => {
    onDone();
    const { starts_at: at, time_zone: zone } = changed;
    notifyDone(
      t('move.done', { day: format.dayOf(at, zone), time: format.time(at, zone) }),
      // The new time may be too near to be given up again.
      changed.can_reschedule
        ? { label: t('common:action.undo'), run: () => void moveBack(changed) }
        : undefined,
    );
    keepFocusOn(changed.id);
  });
  useEffect(() => heading.current?.focus(), []);
  const move = (slot: SlotRead) =>
    mutate(() => moveTo(visit, slot), {
      // The time went away: the picker shows what is left, and nothing is picked.
      onError: () => setPicked(null),
    });
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="md">
        <Title order={2} size="h4" ref={heading} tabIndex={-1}>
          {t('move.title')}
        </Title>
        <Policy visit={visit} />
        {error !== null && <VisitProblem error={error} />}
        {gone && error === null && (
          <Alert color="orange" role="alert" variant="light">
            {t('move.gone')}
          </Alert>
        )}
        <SlotPicker
          doctorId={visit.doctor_id}
          visitTypeId={visit.visit_type_id}
          value={picked}
          // While it is being moved there, it is this visit that takes the time.
          onGone={isPending ? undefined : forget}
          onPick={(slot) => {
            reset();
            setGone(false);
            setPicked(slot);
          }}
        />
        {picked !== null && <FromTo visit={visit} picked={picked} />}
        <Group gap="xs">
          {picked !== null && (
            <BusyButton busy={isPending} onClick={() => move(picked)}>
              {t('move.submit')}
            </BusyButton>
          )}
          <Button variant="default" onClick={onDone}>
            {t('move.keep')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

function FromTo({ visit, picked }: { visit: AppointmentRead; picked: SlotRead }) {
  const { t } = useTranslation('visits');
  const format = useFormat();
  const now = useNow();
  const place = useLocations().data?.find(({ id }) => id === picked.location_id);
  const zone = place?.time_zone ?? visit.time_zone;
  const words = (at: string, at_zone: string) =>
    [`${format.dayOf(at, at_zone)}, ${format.time(at, at_zone)}`, format.zoneIfNeeded(at, at_zone)]
      .filter((part) => part !== null)
      .join(' ');
  return (
    <div role="status">
      <Text c="dimmed" size="sm">
        {t('move.from', { time: words(visit.starts_at, visit.time_zone) })}
      </Text>
      <Text fw={600}>{t('move.to', { time: words(picked.starts_at, zone) })}</Text>
      {place !== undefined && place.id !== visit.location_id && (
        <Text size="sm">{t('move.other_place', { place: place.name })}</Text>
      )}
      {isFinalAt(picked.starts_at, visit, now) && <Text size="sm">{t('move.final')}</Text>}
    </div>
  );
}
