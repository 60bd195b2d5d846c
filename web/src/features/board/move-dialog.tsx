import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { OverrideForm } from '@/shared/overrides/override-form';
import { useFormat } from '@/shared/time/use-format';
import { Dialog } from '@/shared/ui/dialog';

import type { BoardMove } from './use-move';

interface MoveDialogProps {
  refused: { move: BoardMove; error: unknown };
  pending: boolean;
  onConfirm: (move: BoardMove) => void;
  onGiveUp: () => void;
}

/** The time is refused, but the desk may set aside what stands against it. */
export default function MoveDialog({ refused, pending, onConfirm, onGiveUp }: MoveDialogProps) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const { visit, startsAt, doctor } = refused.move;
  return (
    <Dialog opened onClose={onGiveUp} title={t('board.move', { patient: visit.patient_name })}>
      <Text size="sm" mb="sm">
        {t('board.move_to', {
          time: format.time(startsAt, visit.time_zone),
          doctor: doctor?.name ?? visit.doctor_name,
        })}
      </Text>
      <OverrideForm
        refusal={refused.error}
        pending={pending}
        confirmLabel={t('override.move')}
        onConfirm={(override) => onConfirm({ ...refused.move, override })}
        onGiveUp={onGiveUp}
      />
    </Dialog>
  );
}
