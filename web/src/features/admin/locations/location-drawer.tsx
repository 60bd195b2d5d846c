import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getLocationOptions } from '@/client/@tanstack/react-query.gen';
import { FormDrawer } from '@/shared/forms/form-drawer';
import { useBeside } from '@/shared/tables/beside';
import { Loaded } from '@/shared/tables/loaded';
import { NEW } from '@/shared/tables/search';

import { LocationForm, NewLocationForm } from './location-form';

function ExistingLocation({ id, onDone }: { id: string; onDone: () => void }) {
  const query = useQuery(getLocationOptions({ path: { location_id: id } }));
  return (
    <Loaded query={query}>
      {(location) => <LocationForm location={location} onDone={onDone} />}
    </Loaded>
  );
}

export function LocationDrawer() {
  const { t } = useTranslation('admin');
  const { edit, close } = useBeside();
  return (
    <FormDrawer
      opened={edit !== undefined}
      onClose={close}
      title={edit === NEW ? t('locations.add') : t('locations.edit')}
    >
      {edit === NEW && <NewLocationForm onDone={close} />}
      {edit !== undefined && edit !== NEW && (
        <ExistingLocation key={edit} id={edit} onDone={close} />
      )}
    </FormDrawer>
  );
}
