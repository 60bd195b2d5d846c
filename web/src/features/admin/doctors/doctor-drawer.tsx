import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getDoctorOptions } from '@/client/@tanstack/react-query.gen';
import { FormDrawer } from '@/shared/forms/form-drawer';
import { useBeside } from '@/shared/tables/beside';
import { Loaded } from '@/shared/tables/loaded';
import { choiceParam, NEW } from '@/shared/tables/search';
import { useSearchState } from '@/shared/tables/use-search-state';

import { DoctorForm } from './doctor-form';
import { NewDoctorForm } from './new-doctor-form';
import { Offers } from './offers';
import { PARTS, type DoctorsSearch } from './search';

function ExistingDoctor({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const [{ part }, change] = useSearchState<DoctorsSearch>();
  const query = useQuery(getDoctorOptions({ path: { doctor_id: id } }));
  return (
    <Loaded query={query}>
      {(doctor) => (
        <Tabs
          value={part ?? 'profile'}
          onChange={(chosen) => change({ part: choiceParam(chosen, PARTS) })}
          keepMounted={false}
        >
          <Tabs.List mb="md" aria-label={doctor.full_name}>
            {PARTS.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`doctors.parts.${each}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="profile">
            <DoctorForm doctor={doctor} onDone={onDone} />
          </Tabs.Panel>
          <Tabs.Panel value="visit_types">
            <Offers doctor={doctor} onDone={onDone} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Loaded>
  );
}

export function DoctorDrawer() {
  const { t } = useTranslation('admin');
  const { edit, close } = useBeside();
  const title = useQuery({
    ...getDoctorOptions({ path: { doctor_id: edit ?? '' } }),
    enabled: edit !== undefined && edit !== NEW,
  }).data?.full_name;
  return (
    <FormDrawer
      opened={edit !== undefined}
      onClose={close}
      title={edit === NEW ? t('doctors.add') : (title ?? t('doctors.edit'))}
    >
      {edit === NEW && <NewDoctorForm onDone={close} />}
      {edit !== undefined && edit !== NEW && <ExistingDoctor key={edit} id={edit} onDone={close} />}
    </FormDrawer>
  );
}
