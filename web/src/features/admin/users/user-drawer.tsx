import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getUserOptions } from '@/client/@tanstack/react-query.gen';
import { FormDrawer } from '@/shared/forms/form-drawer';
import { useBeside } from '@/shared/tables/beside';
import { Loaded } from '@/shared/tables/loaded';
import { NEW } from '@/shared/tables/search';

import { NewUserForm, UserForm } from './user-form';

function ExistingUser({ id, onDone }: { id: string; onDone: () => void }) {
  const query = useQuery(getUserOptions({ path: { user_id: id } }));
  return <Loaded query={query}>{(user) => <UserForm user={user} onDone={onDone} />}</Loaded>;
}

export function UserDrawer() {
  const { t } = useTranslation('admin');
  const { edit, close } = useBeside();
  return (
    <FormDrawer
      opened={edit !== undefined}
      onClose={close}
      title={edit === NEW ? t('users.add') : t('users.edit')}
    >
      {edit === NEW && <NewUserForm onDone={close} />}
      {edit !== undefined && edit !== NEW && <ExistingUser key={edit} id={edit} onDone={close} />}
    </FormDrawer>
  );
}
