import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getResourceOptions } from '@/client/@tanstack/react-query.gen';
import { FormDrawer } from '@/shared/forms/form-drawer';
import { useBeside } from '@/shared/tables/beside';
import { Loaded } from '@/shared/tables/loaded';
import { NEW } from '@/shared/tables/search';

import { NewRoomForm, RoomForm } from './room-form';

function ExistingRoom({ id, onDone }: { id: string; onDone: () => void }) {
  const query = useQuery(getResourceOptions({ path: { resource_id: id } }));
  return <Loaded query={query}>{(room) => <RoomForm room={room} onDone={onDone} />}</Loaded>;
}

export function RoomDrawer() {
  const { t } = useTranslation('admin');
  const { edit, close } = useBeside();
  return (
    <FormDrawer
      opened={edit !== undefined}
      onClose={close}
      title={edit === NEW ? t('rooms.add') : t('rooms.edit')}
    >
      {edit === NEW && <NewRoomForm onDone={close} />}
      {edit !== undefined && edit !== NEW && <ExistingRoom key={edit} id={edit} onDone={close} />}
    </FormDrawer>
  );
}
