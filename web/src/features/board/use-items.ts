import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import type { TimeGridItem } from '@/shared/calendar/types';
import { shownStanding } from '@/shared/payments/standing';
import { useFormat } from '@/shared/time/use-format';
import { STATUS_STYLE } from '@/shared/ui/status-badge';

import { columnId, type ColumnKind } from './columns';
import { isOver } from './day';

/** A visit may stand in the column of its doctor and in that of its room. */
export function itemId(kind: ColumnKind, visitId: string): string {
  return `${kind}:${visitId}`;
}

export function visitIdOf(item: Pick<TimeGridItem, 'id'>): string {
  return item.id.slice(item.id.indexOf(':') + 1);
}

export function useItems(
  visits: readonly AppointmentRead[],
  kinds: readonly ColumnKind[],
): TimeGridItem[] {
  const { t } = useTranslation(['desk', 'common', 'appointments', 'payments']);
  const format = useFormat();
  return useMemo(() => {
    const itemOf = (visit: AppointmentRead, kind: ColumnKind, owner: string): TimeGridItem => {
      const { starts_at: startsAt, ends_at: endsAt, time_zone: zone, room_name: room } = visit;
      const { color, icon } = STATUS_STYLE[visit.status];
      const standing = shownStanding(visit);
      const owed =
        standing === null || standing === 'paid' ? null : t(`payments:standing.${standing}`);
      const marks = [
        t(`common:status.${visit.status}`),
        ...(visit.late ? [t('appointments:late')] : []),
        ...(visit.overbooked ? [t('appointments:overbooked')] : []),
        ...(owed === null ? [] : [owed]),
      ];
      const other = kind === 'doctor' ? (room ?? visit.visit_type_name) : visit.doctor_name;
      return {
        id: itemId(kind, visit.id),
        columnId: columnId(kind, owner),
        startsAt,
        endsAt,
        title: visit.patient_name,
        detail: owed === null ? other : `${other} · ${owed}`,
        label: t('board.item', {
          times: format.timeRange(startsAt, endsAt, zone),
          patient: visit.patient_name,
          type: visit.visit_type_name,
          other: kind === 'doctor' ? (room ?? '') : visit.doctor_name,
          status: marks.join(', '),
        }),
        color,
        icon,
        kind: 'visit',
        movable: visit.can_reschedule,
        over: isOver(visit),
      };
    };
    return visits.flatMap((visit) => [
      ...(kinds.includes('doctor') ? [itemOf(visit, 'doctor', visit.doctor_id)] : []),
      ...(kinds.includes('room') && visit.room_id !== null
        ? [itemOf(visit, 'room', visit.room_id)]
        : []),
    ]);
  }, [visits, kinds, t, format]);
}
