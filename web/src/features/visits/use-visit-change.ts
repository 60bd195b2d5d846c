import { useMutation, useQueryClient } from '@tanstack/react-query';

import type { AppointmentRead } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { reloadVisits, showChanged } from '@/shared/appointments/cache';

interface Target {
  path: { appointment_id: string };
  headers: { 'if-match': string };
}

/** One of the operations on a visit, for the visit as it was read. */
export type VisitChange = (target: Target) => Promise<{ data: AppointmentRead }>;

export function targetOf({ id, version }: AppointmentRead): Target {
  return { path: { appointment_id: id }, headers: { 'if-match': `"${version}"` } };
}

/**
 * Changes the visit and shows it changed everywhere; a refusal shows it as it is by now.
 *
 * `onChanged` is heard also when the change took the form away that asked for it.
 */
export function useVisitChange(
  visit: AppointmentRead,
  onChanged?: (changed: AppointmentRead) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (change: VisitChange) => (await change(targetOf(visit))).data,
    onSuccess: (changed) => {
      showChanged(client, changed);
      onChanged?.(changed);
    },
    onError: (error) => {
      // Refused: then the visit, or what is free, is not what this page thinks it is.
      if ([409, 412, 422].includes(problemOf(error).status)) {
        void reloadVisits(client);
      }
    },
  });
}
