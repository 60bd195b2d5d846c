import { Button } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ComponentType, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { EmptyState } from '@/shared/ui/empty-state';

interface EmptyListProps {
  filtered: boolean;
  icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  title: string;
  hint: string;
  action?: ReactNode;
  /** Takes away a filter that does not stand in the address. */
  onClear?: () => void;
}

/** Nothing there yet, or nothing that fits the filters: each with its next step. */
export function EmptyList({ filtered, onClear, ...rest }: EmptyListProps) {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  if (!filtered) {
    return <EmptyState {...rest} />;
  }
  return (
    <EmptyState
      icon={IconFilterOff}
      title={t('list.nothing_fits')}
      hint={t('list.nothing_fits_hint')}
      action={
        <Button
          variant="default"
          onClick={() => {
            onClear?.();
            void navigate({ to: '.', search: {} as never, replace: true });
          }}
        >
          {t('list.clear_filters')}
        </Button>
      }
    />
  );
}
