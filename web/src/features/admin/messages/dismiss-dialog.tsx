import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { DeadLetterRead } from '@/client';
import { BusyButton } from '@/shared/forms/busy-button';
import { Dialog } from '@/shared/ui/dialog';

import { useDecisions } from './use-decisions';

interface DismissDialogProps {
  letter: DeadLetterRead | undefined;
  nameOf: (letter: DeadLetterRead) => string;
  onClose: () => void;
  /** The dialog is gone, and with it perhaps the button that opened it. */
  onGone: () => void;
}

/** Nobody will be told any more, and there is no way back: so this one asks. */
export function DismissDialog({ letter, nameOf, onClose, onGone }: DismissDialogProps) {
  const { t } = useTranslation(['messages', 'common']);
  const { dismiss, dismissing } = useDecisions();
  return (
    <Dialog
      opened={letter !== undefined}
      onClose={onClose}
      onExitTransitionEnd={onGone}
      title={t('dead.dismiss_title')}
    >
      {letter !== undefined && (
        <Stack gap="md">
          <Text fw={600}>{nameOf(letter)}</Text>
          <Text size="sm">{t('dead.dismiss_hint')}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} data-autofocus>
              {t('common:action.cancel')}
            </Button>
            <BusyButton color="red.9" busy={dismissing} onClick={() => dismiss(letter.id, onClose)}>
              {t('dead.dismiss')}
            </BusyButton>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}
