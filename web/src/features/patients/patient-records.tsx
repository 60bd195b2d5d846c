import { Card, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { RecordRead } from '@/client';
import { listMedicalRecordsOfPatientInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { PAGING, rowsOf, type PagedQuery } from '@/shared/tables/paging';
import { useFormat } from '@/shared/time/use-format';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { More } from '@/shared/visits/more';

function Entry({ record }: { record: RecordRead }) {
  const { t } = useTranslation('emergencies');
  const format = useFormat();
  const day = format.dayOf(record.visited_at, record.time_zone, 'numeric');
  return (
    <Card withBorder component="article">
      <Title order={3} size="h5">
        {record.diagnosis}
      </Title>
      <Text size="sm" c="dimmed">
        {t('records.visit', { day, doctor: record.doctor_name })}
      </Text>
      {record.prescription.length > 0 && (
        <ul>
          {record.prescription.map(({ medicine, dose, frequency }, position) => (
            <li key={position}>{t('records.dose', { medicine, dose, frequency })}</li>
          ))}
        </ul>
      )}
      {record.notes !== null && <Text style={{ whiteSpace: 'pre-line' }}>{record.notes}</Text>}
    </Card>
  );
}

/** The records of a patient for those who may read them, newest first. */
export function PatientRecords({ patientId }: { patientId: string }) {
  const { t } = useTranslation('emergencies');
  const path = { patient_id: patientId };
  const query = useInfiniteQuery({
    ...listMedicalRecordsOfPatientInfiniteOptions({ path, query: { limit: 20 } }),
    ...PAGING,
    initialPageParam: { path },
  });
  return (
    <section aria-labelledby="patient-records">
      <Title order={2} fz="lg" mb="sm" id="patient-records">
        {t('records.title')}
      </Title>
      <Found query={query} />
    </section>
  );
}

function Found({ query }: { query: PagedQuery<RecordRead> }) {
  const { t } = useTranslation('emergencies');
  const records = rowsOf(query);
  if (query.isPending) {
    return <Skeleton height={84} aria-busy="true" />;
  }
  if (query.isError) {
    return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  }
  if (records.length === 0) {
    return <Text c="dimmed">{t('records.none')}</Text>;
  }
  return (
    <>
      <Stack gap="sm">
        {records.map((record) => (
          <Entry key={record.id} record={record} />
        ))}
      </Stack>
      <More query={query} />
    </>
  );
}
