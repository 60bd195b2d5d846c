import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';

import { bookAppointment, type AppointmentCreate, type AppointmentRead } from '@/client';
import { reloadVisits } from '@/shared/appointments/cache';

/** Books for a patient; one key for one wish, so that a repeated request books once. */
export function useBook(onBooked: (visit: AppointmentRead) => void) {
  const client = useQueryClient();
  const wish = useRef({ body: '', key: '' });
  return useMutation({
    mutationFn: async (body: AppointmentCreate) => {
      const text = JSON.stringify(body);
      if (wish.current.body !== text) {
        wish.current = { body: text, key: crypto.randomUUID() };
      }
      const { data } = await bookAppointment({
        body,
        headers: { 'Idempotency-Key': wish.current.key },
      });
      return data;
    },
    onSuccess: (visit) => {
      // The same wish again would be another visit.
      wish.current = { body: '', key: '' };
      onBooked(visit);
    },
    // Also after a refusal: what was offered is out of date then.
    onSettled: () => void reloadVisits(client),
  });
}
