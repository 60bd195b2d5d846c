import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { getAppointmentOptions } from '@/client/@tanstack/react-query.gen';
import { VisitTime } from '@/shared/appointments/appointment-line';
import { FormDrawer } from '@/shared/forms/form-drawer';
import { VisitAccount } from '@/shared/payments/visit-account';
import { Loaded } from '@/shared/tables/loaded';
import { useFormat } from '@/shared/time/use-format';

interface PaymentDrawerProps {
  visitId: string;
  known: AppointmentRead | undefined;
  onClose: () => void;
}

/** One visit of the list, to take what is owed; it stays open when the visit leaves the list. */
export function PaymentDrawer({ visitId, known, onClose }: PaymentDrawerProps) {
  const { t } = useTranslation('payments');
  const format = useFormat();
  const [first] = useState(known);
  const query = useQuery({
    ...getAppointmentOptions({ path: { appointment_id: visitId } }),
    enabled: known === undefined,
    placeholderData: first,
  });
  const visit = known ?? query.data;
  return (
    <FormDrawer opened title={visit?.patient_name ?? t('account.title')} onClose={onClose}>
      {visit === undefined ? (
        <Loaded query={query}>{() => null}</Loaded>
      ) : (
        <Stack gap="md" pb="md">
          <div>
            <Text fw={600}>
              {format.dayOf(visit.starts_at, visit.time_zone, 'long')},{' '}
              <VisitTime appointment={visit} />
            </Text>
            <Text size="sm" c="dimmed">
              {`${visit.doctor_name} · ${visit.visit_type_name} · ${visit.location_name}`}
            </Text>
          </div>
          <VisitAccount visit={visit} taking />
        </Stack>
      )}
    </FormDrawer>
  );
}
