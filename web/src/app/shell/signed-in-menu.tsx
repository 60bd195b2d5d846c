import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { Link, useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import type { UserRead } from '@/client';
import { dropDraft } from '@/features/booking/draft';
import { signOut } from '@/shared/session/session';
import { notifyProblem } from '@/shared/ui/notify';

import { loadNotices } from '../notices';
import { AccountPicture } from './account-picture';
import { useOpenedMenu } from './use-opened-menu';

/** Takes the place of the button that asked for it, and opens at once. */
export default function SignedInMenu({ user }: { user: UserRead }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const router = useRouter();
  const { target, ...menu } = useOpenedMenu();
  useEffect(() => {
    // What leaving shows: when the connection is lost, it can be loaded no more.
    if (navigator.onLine) {
      loadNotices().catch(() => undefined);
      void router.preloadRoute({ to: '/' });
    }
  }, [router]);
  const leave = async () => {
    dropDraft();
    // First away from a page that would send whoever is not signed in to sign in.
    const told = await signOut(() => navigate({ to: '/' }));
    if (!told) {
      notifyProblem(t('app.left_untold'));
    }
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
