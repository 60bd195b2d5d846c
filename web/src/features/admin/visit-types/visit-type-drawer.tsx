import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getVisitTypeOptions } from '@/client/@tanstack/react-query.gen';
import { FormDrawer } from '@/shared/forms/form-drawer';
import { useBeside } from '@/shared/tables/beside';
import { Loaded } from '@/shared/tables/loaded';
import { NEW } from '@/shared/tables/search';

import { NewVisitTypeForm, VisitTypeForm } from './visit-type-form';

function ExistingVisitType({ id, onDone }: { id: string; onDone: () => void }) {
  const query = useQuery(getVisitTypeOptions({ path: { visit_type_id: id } }));
  return <Loaded query={query}>{(type) => <VisitTypeForm type={type} onDone={onDone} />}</Loaded>;
}

export function VisitTypeDrawer() {
  const { t } = useTranslation('admin');
  const { edit, close } = useBeside();
  return (
    <FormDrawer
      opened={edit !== undefined}
      onClose={close}
      title={edit === NEW ? t('visit_types.add') : t('visit_types.edit')}
    >
      {edit === NEW && <NewVisitTypeForm onDone={close} />}
      {edit !== undefined && edit !== NEW && (
        <ExistingVisitType key={edit} id={edit} onDone={close} />
      )}
    </FormDrawer>
  );
}
