import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { cancelAppointment, type AppointmentRead } from '@/client';
import { showChanged } from '@/shared/appointments/cache';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

/** The way back from a booking that was a mistake. */
export function useCancelBooking(onCancelled?: () => void) {
  const { t } = useTranslation('desk');
  const client = useQueryClient();
  const textOf = useProblemText();
  return useMutation({
    mutationFn: async (visit: AppointmentRead) => {
      const { data } = await cancelAppointment({
        path: { appointment_id: visit.id },
        headers: { 'if-match': `"${visit.version}"` },
        body: { reason: t('booking.undo_reason') },
      });
      return data;
    },
    onSuccess: (visit) => {
      showChanged(client, visit);
      notifyDone(t('booking.undone', { patient: visit.patient_name }));
      onCancelled?.();
    },
    onError: (error) => notifyProblem(textOf(error)),
  });
}
