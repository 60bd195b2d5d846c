import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { UserRead } from '@/client';
import { dropDraft } from '@/features/booking/draft';
import { signOut } from '@/shared/session/session';

import { AccountPicture } from './account-picture';
import { useOpenedMenu } from './use-opened-menu';

/** Takes the place of the button that asked for it, and opens at once. */
export default function SignedInMenu({ user }: { user: UserRead }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { target, ...menu } = useOpenedMenu();
  const leave = async () => {
    // First away from a page that would send whoever is not signed in to sign in.
    await navigate({ to: '/' });
    dropDraft();
    await signOut();
    // The menu that had the focus is gone with the account.
    document.querySelector('h1')?.focus();
  };
  return (
    <Menu
      position="bottom-end"
      width={240}
      withInitialFocusPlaceholder={false}
      withinPortal={false}
      {...menu}
    >
      <Menu.Target>
        <UnstyledButton ref={target}>
          <AccountPicture user={user} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} truncate>
            {user.full_name}
          </Text>
          <Text size="xs" truncate>
            {t(`role.${user.role}`)} · {user.email}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconUser size={16} aria-hidden />}
          renderRoot={(props) => <Link {...props} to="/profile" />}
        >
          {t('nav.profile')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          {t('app.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
