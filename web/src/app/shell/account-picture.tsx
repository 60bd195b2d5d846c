import { Avatar, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { UserRead } from '@/client';

/** What the button of the account shows, and what it is called. */
export function AccountPicture({ user }: { user: UserRead }) {
  const { t } = useTranslation();
  return (
    <>
      <Avatar
        src={user.photo_url}
        name={user.full_name}
        color="praxis"
        radius="xl"
        size={36}
        alt=""
        aria-hidden
      />
      <VisuallyHidden>{t('app.account', { name: user.full_name })}</VisuallyHidden>
    </>
  );
}
