import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { OverrideForm } from '@/shared/overrides/override-form';
import { useFormat } from '@/shared/time/use-format';
import { Dialog } from '@/shared/ui/dialog';

import type { CalendarMove } from './use-move-visit';

interface OverrideDialogProps {
  refused: { move: CalendarMove; error: unknown };
  pending: boolean;
  onConfirm: (move: CalendarMove) => void;
  onGiveUp: () => void;
}

/** The time is refused, but the practice may set aside what stands against it. */
export default function OverrideDialog(props: OverrideDialogProps) {
  const { refused, pending, onConfirm, onGiveUp } = props;
  const { t } = useTranslation('calendar');
  const format = useFormat();
  const { visit, startsAt } = refused.move;
  const zone = visit.time_zone;
  return (
    <Dialog opened onClose={onGiveUp} title={t('move.title', { patient: visit.patient_name })}>
      <Text size="sm" mb="sm">
        {t('move.to', { day: format.dayOf(startsAt, zone), time: format.time(startsAt, zone) })}
      </Text>
      <OverrideForm
        refusal={refused.error}
        pending={pending}
        confirmLabel={t('move.all_the_same')}
        onConfirm={(override) => onConfirm({ ...refused.move, override })}
        onGiveUp={onGiveUp}
      />
    </Dialog>
  );
}
