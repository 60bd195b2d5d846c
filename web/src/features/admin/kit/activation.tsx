import { Badge, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { BusyButton } from '@/shared/forms/busy-button';

import type { Activation } from './use-activation';

/** What is in use needs no mark; what is not, does. */
export function ActiveBadge({ active }: { active: boolean }) {
  const { t } = useTranslation('admin');
  if (active) {
    return <Text size="sm">{t('activation.active')}</Text>;
  }
  return (
    <Badge
      color="gray"
      variant="light"
      tt="none"
      fw={600}
      leftSection={<IconPlayerPause size={12} aria-hidden />}
    >
      {t('activation.inactive')}
    </Badge>
  );
}

interface ActivationButtonProps<T> {
  row: T;
  name: string;
  activation: Activation<T>;
}

export function ActivationButton<T extends { id: string; active: boolean }>({
  row,
  name,
  activation,
}: ActivationButtonProps<T>) {
  const { t } = useTranslation('admin');
  return (
    <BusyButton
      size="compact-sm"
      variant="subtle"
      fw={500}
      color={row.active ? 'gray' : 'praxis'}
      busy={activation.busy === row.id}
      onClick={() => activation.toggle(row)}
      aria-label={
        row.active
          ? t('activation.deactivate_name', { name })
          : t('activation.reactivate_name', { name })
      }
    >
      {row.active ? t('activation.deactivate') : t('activation.reactivate')}
    </BusyButton>
  );
}
