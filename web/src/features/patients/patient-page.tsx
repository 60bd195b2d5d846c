import { Alert, Button, Group, Menu, Stack, Title } from '@mantine/core';
import { IconDots, IconPencil, IconPhone, IconUserOff } from '@tabler/icons-react';
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import type { PatientRead } from '@/client';
import { getPatientOptions, getPatientQueryKey } from '@/client/@tanstack/react-query.gen';
import { OpenInEmergency } from '@/shared/emergencies/open-in-emergency';
import { PatientFacts } from '@/shared/patients/patient-facts';
import { noteRecentPatient } from '@/shared/patients/recent';
import { useHasRole } from '@/shared/session/use-session';
import { useSearchState } from '@/shared/tables/use-search-state';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';

import { AccountOfPatient } from './account-of-patient';
import { EditPatient } from './edit-patient';
import { PatientFile } from './patient-file';
import { PatientRecords } from './patient-records';
import { PastVisits, UpcomingVisits } from './patient-visits';
import type { PatientSearchParams } from './search';
import { useActivation } from './use-activation';

interface ActionsProps {
  patient: PatientRead;
  onEdit: () => void;
}

function Actions({ patient, onEdit }: ActionsProps) {
  const { t } = useTranslation(['desk', 'common']);
  const { setActive, pending } = useActivation(patient);
  return (
    <>
      {patient.active && (
        <ButtonLink
          to="/book-for-patient"
          search={{ patient: patient.id }}
          leftSection={<IconPhone size={18} aria-hidden />}
        >
          {t('patients.book_visit')}
        </ButtonLink>
      )}
      <Button
        id="edit-patient"
        variant="default"
        leftSection={<IconPencil size={16} aria-hidden />}
        onClick={onEdit}
      >
        {t('common:action.edit')}
      </Button>
      {patient.active && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" px="xs" aria-label={t('file.more')}>
              <IconDots size={18} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              color="red"
              disabled={pending}
              leftSection={<IconUserOff size={16} aria-hidden />}
              onClick={() => setActive(false)}
            >
              {t('file.deactivate')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}

function Inactive({ patient }: { patient: PatientRead }) {
  const { t } = useTranslation('desk');
  const { setActive } = useActivation(patient);
  return (
    <Alert color="orange" variant="light" icon={<IconUserOff aria-hidden />}>
      <Group justify="space-between" gap="xs">
        {t('file.inactive')}
        <Button size="xs" variant="default" onClick={() => setActive(true)}>
          {t('file.activate')}
        </Button>
      </Group>
    </Alert>
  );
}

/** Records for those who may read them now; for the desk, the way to them in an emergency. */
function Clinical({ patient }: { patient: PatientRead }) {
  const { t } = useTranslation('emergencies');
  const client = useQueryClient();
  const isAdmin = useHasRole('admin');
  if (isAdmin) {
    return null;
  }
  if (!patient.clinical_hidden) {
    return <PatientRecords patientId={patient.id} />;
  }
  const path = { patient_id: patient.id };
  return (
    <OpenInEmergency
      patientId={patient.id}
      closed={t('closed.staff')}
      onOpened={() => {
        void client.invalidateQueries({ queryKey: getPatientQueryKey({ path }) });
        document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
      }}
    />
  );
}

/** One patient as the desk knows them: how to reach them, who pays, and their visits. */
export function PatientPage({ patientId }: { patientId: string }) {
  const { t } = useTranslation(['desk', 'appointments', 'common']);
  const { data: patient } = useSuspenseQuery(
    getPatientOptions({ path: { patient_id: patientId } }),
  );
  const [{ edit }, change] = useSearchState<PatientSearchParams>();
  const isDesk = useHasRole('staff', 'admin');
  const isAdmin = useHasRole('admin');
  useEffect(() => noteRecentPatient(patient), [patient]);
  const close = () => {
    change({ edit: undefined });
    requestAnimationFrame(() =>
      requestAnimationFrame(() => document.getElementById('edit-patient')?.focus()),
    );
  };
  const editing = edit === true && isDesk;
  return (
    <Page
      title={patient.full_name}
      description={<PatientFacts patient={patient} c="dimmed" />}
      actions={
        isDesk && !editing && <Actions patient={patient} onEdit={() => change({ edit: true })} />
      }
    >
      {!patient.active && <Inactive patient={patient} />}
      {editing ? (
        <EditPatient patient={patient} onDone={close} />
      ) : (
        <Stack gap="xl">
          <UpcomingVisits patientId={patient.id} />
          <section aria-labelledby="patient-file">
            <Title order={2} fz="lg" mb="sm" id="patient-file">
              {t('file.title')}
            </Title>
            <PatientFile patient={patient} />
          </section>
          <Clinical patient={patient} />
          <PastVisits patientId={patient.id} />
          {isAdmin && <AccountOfPatient patient={patient} />}
        </Stack>
      )}
    </Page>
  );
}
