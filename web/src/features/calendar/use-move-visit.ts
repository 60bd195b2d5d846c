import { useTranslation } from 'react-i18next';

import { movedVisit } from '@/shared/appointments/moved';
import { reschedule, useVisitMove, type Move } from '@/shared/appointments/use-visit-move';
import { keepFocusInGrid } from '@/shared/calendar/focus';
import { useFormat } from '@/shared/time/use-format';

export interface CalendarMove extends Move {
  locationId?: string;
}

/** Moves a visit of one doctor to another time, at another place too. */
export function useMoveVisit(queryKey: readonly unknown[]) {
  const { t } = useTranslation('calendar');
  const format = useFormat();
  return useVisitMove<CalendarMove>({
    queryKey,
    send: (move) => reschedule(move, { location_id: move.locationId }),
    guess: ({ visit, startsAt }) => movedVisit(visit, startsAt),
    wayBack: (changed, before) => ({
      visit: changed,
      startsAt: before.starts_at,
      locationId: before.location_id,
    }),
    keepFocus: keepFocusInGrid,
    words: {
      moved: (changed, before) => {
        const { starts_at: at, time_zone: zone, patient_name: patient } = changed;
        const when = { patient, day: format.dayOf(at, zone), time: format.time(at, zone) };
        return changed.location_id === before.location_id
          ? t('move.done', when)
          : t('move.done_elsewhere', { ...when, place: changed.location_name });
      },
      undone: ({ patient_name: patient }) => t('move.undone', { patient }),
      changedElsewhere: t('move.changed_elsewhere'),
      undoReason: t('move.undo_reason'),
    },
  });
}
