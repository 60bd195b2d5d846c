import { Group, UnstyledButton } from '@mantine/core';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';

import type { UserRead } from '@/client';
import { useSession } from '@/shared/session/use-session';
import { ButtonLink } from '@/shared/ui/link';

import { AccountPicture } from './account-picture';
import { useOnDemand } from './use-on-demand';

const loadMenu = () => import('./signed-in-menu');
const SignedInMenu = lazy(loadMenu);

/** The ways in for a visitor; the account and the way out for a user. */
export function AccountMenu() {
  const { t } = useTranslation();
  const session = useSession();
  switch (session.status) {
    case 'restoring':
      return null;
    case 'anonymous':
      return (
        <Group gap="xs" wrap="nowrap">
          <ButtonLink to="/sign-in" variant="default" size="sm">
            {t('app.sign_in')}
          </ButtonLink>
          <ButtonLink to="/register" size="sm" visibleFrom="xs">
            {t('app.register')}
          </ButtonLink>
        </Group>
      );
    case 'signed-in':
      return <Account user={session.user} />;
  }
}

function Account({ user }: { user: UserRead }) {
  const { wanted, button } = useOnDemand(loadMenu);
  if (wanted) {
    return <SignedInMenu user={user} />;
  }
  return (
    <UnstyledButton {...button}>
      <AccountPicture user={user} />
    </UnstyledButton>
  );
}
