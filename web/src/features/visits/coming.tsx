import { Group, Text } from '@mantine/core';
import { IconCircleCheck, IconThumbUp } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { updateAppointment, type AppointmentRead } from '@/client';
import { keepFocusOn } from '@/shared/appointments/focus';
import { BusyButton } from '@/shared/forms/busy-button';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

import { targetOf, useVisitChange } from './use-visit-change';
import { VisitProblem } from './visit-problem';

function promise(confirmed: boolean) {
  return (target: ReturnType<typeof targetOf>) =>
    updateAppointment({ ...target, body: { confirmed_by_patient: confirmed } });
}

/** "I will come": spares the practice a call, and can be taken back. */
export function Coming({ visit }: { visit: AppointmentRead }) {
  const { t } = useTranslation(['visits', 'common']);
  const textOf = useProblemText();
  const section = useRef<HTMLDivElement>(null);
  const said = useRef<HTMLDivElement>(null);
  const justSaid = useRef(false);
  const confirmed = visit.confirmed_by_patient_at !== null;
  useEffect(() => {
    if (confirmed && justSaid.current) {
      said.current?.focus();
    }
    justSaid.current = false;
  }, [confirmed]);
  const takeBack = useVisitChange(visit, (changed) =>
    keepFocusOn(changed.id, () => section.current?.querySelector('button') ?? null),
  );
  const undo = (changed: AppointmentRead) =>
    takeBack.mutate(() => promise(false)(targetOf(changed)), {
      onError: (fault) => notifyProblem(textOf(fault)),
    });
  const { mutate, isPending, error } = useVisitChange(visit, (changed) => {
    justSaid.current = true;
    notifyDone(t('coming.thanks'), { label: t('common:action.undo'), run: () => undo(changed) });
  });
  return (
    <div ref={section}>
      {error !== null && <VisitProblem error={error} />}
      {confirmed ? (
        <Group gap={6} ref={said} tabIndex={-1}>
          <IconCircleCheck size={18} aria-hidden />
          <Text>{t('coming.said')}</Text>
        </Group>
      ) : (
        <BusyButton
          busy={isPending}
          onClick={() => mutate(promise(true))}
          leftSection={<IconThumbUp size={16} aria-hidden />}
        >
          {t('coming.say')}
        </BusyButton>
      )}
    </div>
  );
}
