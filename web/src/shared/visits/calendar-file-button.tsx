import type { ButtonProps } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getAppointmentCalendarFile } from '@/client';
import { fileNameOf, saveFile } from '@/shared/api/save-file';
import { BusyButton } from '@/shared/forms/busy-button';
import { notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

async function saveCalendarFile(appointmentId: string): Promise<void> {
  const { data, response } = await getAppointmentCalendarFile({
    path: { appointment_id: appointmentId },
    parseAs: 'text',
  });
  const name = fileNameOf(response.headers.get('Content-Disposition'), 'visit.ics');
  saveFile(new Blob([data], { type: 'text/calendar' }), name);
}

/** Saves the visit as a file that calendars understand. */
export function CalendarFileButton({
  appointmentId,
  ...props
}: { appointmentId: string } & ButtonProps) {
  const { t } = useTranslation('visits');
  const textOf = useProblemText();
  const { mutate, isPending } = useMutation({
    mutationFn: () => saveCalendarFile(appointmentId),
    onError: (error) => notifyProblem(textOf(error)),
  });
  return (
    <BusyButton
      variant="default"
      leftSection={<IconCalendarPlus size={16} aria-hidden />}
      {...props}
      busy={isPending}
      onClick={() => mutate()}
    >
      {t('calendar_file')}
    </BusyButton>
  );
}
