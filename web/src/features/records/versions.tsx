import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { RecordRead } from '@/client';
import { listMedicalRecordVersionsOptions } from '@/client/@tanstack/react-query.gen';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import classes from './records.module.css';

/** What the record said before, and why it was amended; the newest first. */
export function Versions({ record, zone }: { record: RecordRead; zone: string }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const query = useQuery(
    listMedicalRecordVersionsOptions({ path: { record_id: record.id }, query: { limit: 200 } }),
  );
  if (query.isError) {
    return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  }
  return (
    <ol className={classes.versions} reversed>
      {query.data?.items.toReversed().map((version) => {
        const words = t('version.words', {
          number: format.number(version.version),
          day: format.dayOf(version.written_at, zone, 'numeric'),
          author: version.author_name,
        });
        const isLatest = version.version === record.latest_version;
        return (
          <li key={version.version}>
            {version.version === record.version ? (
              <Text fw={600} aria-current="true">
                {words} {t('version.shown')}
              </Text>
            ) : (
              <TextLink
                to="/records/$recordId"
                params={{ recordId: record.id }}
                search={isLatest ? {} : { version: version.version }}
                underline="always"
              >
                {words}
              </TextLink>
            )}
            {version.reason !== null && (
              <Text size="sm">{t('version.reason', { reason: version.reason })}</Text>
            )}
          </li>
        );
      })}
    </ol>
  );
}
