import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useSignedInUser } from '@/shared/session/use-session';
import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { PatientFilter } from '@/shared/visits/patient-filter';
import { useOwnPatients } from '@/shared/visits/use-own-patients';

import { AccountSection } from './account-section';
import { AddPatient } from './add-patient';
import { EmailSection } from './email-section';
import { MessageSection } from './message-section';
import { PasswordSection } from './password-section';
import { PatientSection } from './patient-section';
import { PhotoSection } from './photo-section';
import { SecuritySection } from './security-section';
import classes from './profile.module.css';

export interface ProfileView {
  tab?: 'patients' | undefined;
  patient?: string | undefined;
}

interface ProfilePageProps {
  view: ProfileView;
  onView: (view: ProfileView) => void;
}

export function ProfilePage({ view, onView }: ProfilePageProps) {
  const { t } = useTranslation('profile');
  const user = useSignedInUser();
  if (user.role !== 'patient') {
    return (
      <Page title={t('title')} width="reading">
        <Account />
      </Page>
    );
  }
  return (
    <Page title={t('title')} width="reading">
      <Tabs
        value={view.tab ?? 'account'}
        onChange={(tab) => onView(tab === 'patients' ? { tab } : {})}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="account">{t('tab.account')}</Tabs.Tab>
          <Tabs.Tab value="patients">{t('tab.patients')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="account" pt="lg">
          <Account />
        </Tabs.Panel>
        <Tabs.Panel value="patients" pt="lg">
          <Patients
            patientId={view.patient}
            onPatient={(patient) => onView({ tab: 'patients', patient })}
          />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Account() {
  const user = useSignedInUser();
  return (
    <div className={classes.sections}>
      <PhotoSection user={user} />
      <AccountSection user={user} />
      <EmailSection user={user} />
      <MessageSection user={user} />
      <PasswordSection user={user} />
      <SecuritySection />
    </div>
  );
}

interface PatientsProps {
  patientId: string | undefined;
  onPatient: (patientId: string | undefined) => void;
}

function Patients({ patientId, onPatient }: PatientsProps) {
  const query = useOwnPatients();
  const patients = query.data ?? [];
  const shown = patientId ?? patients[0]?.id;
  return (
    <div className={classes.sections}>
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      <PatientFilter noAll patients={patients} value={shown} onChange={onPatient} />
      {shown !== undefined && <PatientSection patientId={shown} />}
      <AddPatient onAdded={onPatient} />
    </div>
  );
}
