import { Alert, Button, Group, NativeSelect, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { RecordRead } from '@/client';
import {
  getMedicalRecordOptions,
  listMedicalRecordVersionsOptions,
} from '@/client/@tanstack/react-query.gen';
import { useFormat } from '@/shared/time/use-format';
import { ProblemAlert } from '@/shared/ui/problem-alert';

interface RecordVersionsProps {
  /** As it is now. */
  record: RecordRead;
  zone: string;
  /** The older version to show; the latest when absent. */
  version: number | undefined;
  onChoose: (version: number | undefined) => void;
  children: (shown: RecordRead) => ReactNode;
}

/** Who wrote it when; where it was amended, every version can be read. */
export function RecordVersions({ record, zone, version, onChoose, children }: RecordVersionsProps) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const older = version !== undefined && version < record.version ? version : undefined;
  const found = useQuery({
    ...getMedicalRecordOptions({ path: { record_id: record.id }, query: { version: older } }),
    enabled: older !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const shown = older === undefined ? record : found.data;
  const at = (instant: string) =>
    `${format.dayOf(instant, zone, 'numeric')}, ${format.time(instant, zone)}`;
  return (
    <>
      {record.version > 1 && (
        <VersionSelect record={record} at={at} version={older} onChoose={onChoose} />
      )}
      {older !== undefined && (
        <Alert color="yellow" icon={<IconHistory aria-hidden />} role="status">
          <Group justify="space-between">
            <Text size="sm">{t('version.old', { number: format.number(older) })}</Text>
            <Button size="xs" variant="default" onClick={() => onChoose(undefined)}>
              {t('version.to_latest')}
            </Button>
          </Group>
        </Alert>
      )}
      {older !== undefined && found.isError && (
        <ProblemAlert error={found.error} retry={() => void found.refetch()} />
      )}
      {shown !== undefined && (
        <>
          {children(shown)}
          <Text size="sm" c="dimmed">
            {t('version.written', { when: at(shown.written_at), who: shown.author_name })}
            {shown.reason !== null && ` · ${t('version.because', { reason: shown.reason })}`}
          </Text>
        </>
      )}
    </>
  );
}

interface VersionSelectProps {
  record: RecordRead;
  at: (instant: string) => string;
  version: number | undefined;
  onChoose: (version: number | undefined) => void;
}

function VersionSelect({ record, at, version, onChoose }: VersionSelectProps) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const versions = useQuery(
    listMedicalRecordVersionsOptions({ path: { record_id: record.id }, query: { limit: 200 } }),
  );
  const known = (versions.data?.items ?? []).toSorted((a, b) => b.version - a.version);
  return (
    <NativeSelect
      label={t('version.label')}
      maw="30rem"
      value={String(version ?? record.version)}
      data={[
        {
          value: String(record.version),
          label: t('version.latest', { number: format.number(record.version) }),
        },
        ...known
          .filter((one) => one.version !== record.version)
          .map((one) => ({
            value: String(one.version),
            label: t('version.option', {
              number: format.number(one.version),
              when: at(one.written_at),
            }),
          })),
      ]}
      onChange={({ currentTarget: { value } }) =>
        onChoose(Number(value) === record.version ? undefined : Number(value))
      }
    />
  );
}
