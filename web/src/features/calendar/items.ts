import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import type { TimeGridItem } from '@/shared/calendar/types';
import { useFormat } from '@/shared/time/use-format';
import { dayOf } from '@/shared/time/zones';
import { STATUS_STYLE } from '@/shared/ui/status-badge';

const MOVABLE = new Set(['pending', 'confirmed']);
const OVER = new Set(['no_show', 'left_without_seen']);

/** The visits as blocks of the column of their day. */
export function useVisitItems(visits: readonly AppointmentRead[]): TimeGridItem[] {
  const { t } = useTranslation(['calendar', 'common']);
  const format = useFormat();
  return useMemo(
    () =>
      visits.map((visit) => {
        const { starts_at: startsAt, ends_at: endsAt, time_zone: zone } = visit;
        const { color, icon } = STATUS_STYLE[visit.status];
        const status = t(`common:status.${visit.status}`);
        return {
          id: visit.id,
          columnId: dayOf(startsAt, zone),
          startsAt,
          endsAt,
          title: visit.patient_name,
          detail: visit.visit_type_name,
          label: t('visit.label', {
            times: format.timeRange(startsAt, endsAt, zone),
            patient: visit.patient_name,
            type: visit.visit_type_name,
            status,
          }),
          color,
          icon,
          kind: 'visit' as const,
          movable: visit.can_reschedule && MOVABLE.has(visit.status),
          over: OVER.has(visit.status),
        };
      }),
    [visits, t, format],
  );
}
