import { Stack } from '@mantine/core';
import { IconCompass } from '@tabler/icons-react';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { problemOf } from '@/shared/api/problem';
import { EmptyState } from '@/shared/ui/empty-state';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('fault.not_found')} width="reading">
      <EmptyState
        icon={IconCompass}
        title={t('fault.not_found_hint')}
        action={<ButtonLink to="/">{t('fault.to_start')}</ButtonLink>}
      />
    </Page>
  );
}

export function RouteFault({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  if (problemOf(error).status === 404) {
    return <NotFoundPage />;
  }
  return (
    <Page title={t('fault.unexpected')} width="reading">
      <Stack>
        {/* What failed may have been the loading, which only the router repeats. */}
        <ProblemAlert error={error} retry={() => void router.invalidate()} />
      </Stack>
    </Page>
  );
}
