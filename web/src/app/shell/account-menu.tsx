import { Avatar, Group, Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { queryClient } from '@/shared/api/query-client';
import { signOut } from '@/shared/session/session';
import { useSession } from '@/shared/session/use-session';
import { ButtonLink } from '@/shared/ui/link';

export function AccountMenu() {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  if (session.status === 'restoring') {
    return null;
  }
  if (session.status === 'anonymous') {
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
  }
  const { user } = session;
  const leave = async () => {
    await signOut();
    // What the last user saw must not show to the next one.
    queryClient.clear();
    await navigate({ to: '/' });
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton>
          <Avatar name={user.full_name} color="praxis" radius="xl" size={36} alt="" aria-hidden />
          <VisuallyHidden>{t('app.account', { name: user.full_name })}</VisuallyHidden>
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
