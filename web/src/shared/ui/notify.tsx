import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';

import { i18next } from '@/shared/i18n/i18n';

interface Undo {
  label: string;
  run: () => void;
}

const UNDO_MS = 10_000;
const PLAIN_MS = 5_000;

function closeButton() {
  return { 'aria-label': i18next.t('action.close') };
}

/** Says what was done, with a way back where there is one. */
export function notifyDone(message: string, undo?: Undo): void {
  const id = notifications.show({
    color: 'praxis',
    withBorder: true,
    autoClose: undo === undefined ? PLAIN_MS : UNDO_MS,
    role: 'status',
    closeButtonProps: closeButton(),
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        {undo !== undefined && (
          <Button
            size="compact-sm"
            style={{ flex: 'none' }}
            variant="subtle"
            onClick={() => {
              notifications.hide(id);
              undo.run();
            }}
          >
            {undo.label}
          </Button>
        )}
      </Group>
    ),
  });
}

export function notifyProblem(message: string): void {
  notifications.show({
    color: 'red',
    withBorder: true,
    autoClose: 8_000,
    role: 'alert',
    closeButtonProps: closeButton(),
    message,
  });
}
