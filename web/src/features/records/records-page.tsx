import { Skeleton, Stack } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { listMedicalRecordsInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { PAGING, rowsOf } from '@/shared/tables/paging';
import { EmptyState } from '@/shared/ui/empty-state';
import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { More } from '@/shared/visits/more';
import { PatientFilter } from '@/shared/visits/patient-filter';
import { useOwnPatients } from '@/shared/visits/use-own-patients';

import { RecordCard } from './record-card';
import classes from './records.module.css';

interface RecordsPageProps {
  patientId: string | undefined;
  onPatient: (patientId: string | undefined) => void;
}

export function RecordsPage({ patientId, onPatient }: RecordsPageProps) {
  const { t } = useTranslation('records');
  const patients = useOwnPatients().data ?? [];
  return (
    <Page title={t('title')} description={t('description')} width="reading">
      <PatientFilter patients={patients} value={patientId} onChange={onPatient} />
      <Records patientId={patientId} several={patients.length > 1} />
    </Page>
  );
}

function Records({ patientId, several }: { patientId: string | undefined; several: boolean }) {
  const { t } = useTranslation('records');
  const query = useInfiniteQuery({
    ...listMedicalRecordsInfiniteOptions({ query: { patient_id: patientId, limit: 20 } }),
    ...PAGING,
  });
  // The pages come by when the records were written; patients look for the day of the visit.
  const records = rowsOf(query).toSorted(
    (one, other) => Date.parse(other.visited_at) - Date.parse(one.visited_at),
  );
  if (query.isPending) {
    return (
      <Stack gap="sm" aria-busy="true">
        <Skeleton height={84} />
        <Skeleton height={84} />
        <Skeleton height={84} />
      </Stack>
    );
  }
  if (query.isError) {
    return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  }
  if (records.length === 0) {
    return <EmptyState icon={IconFileText} title={t('none')} hint={t('none_hint')} />;
  }
  return (
    <>
      <ul className={classes.list}>
        {records.map((record) => (
          <li key={record.id}>
            <RecordCard record={record} withPatient={several} />
          </li>
        ))}
      </ul>
      <More query={query} />
    </>
  );
}
