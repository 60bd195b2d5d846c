import { IconTable } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { exportAuditEvents } from '@/client';
import { useReadSearch } from '@/shared/tables/use-read-search';
import { DownloadButton } from '@/shared/ui/download-button';

import { auditQuery, auditSearch } from './search';

/** What the filters show, as a table; that it was taken is an event of the log too. */
export function ExportButton({ zone }: { zone: string }) {
  const { t } = useTranslation('admin');
  const [search] = useReadSearch(auditSearch);
  return (
    <DownloadButton
      icon={<IconTable size={16} aria-hidden />}
      fallback="audit.csv"
      ask={() => exportAuditEvents({ query: auditQuery(search, zone), parseAs: 'blob' })}
      done={(name) => t('audit.exported', { name })}
    >
      {t('audit.export')}
    </DownloadButton>
  );
}
