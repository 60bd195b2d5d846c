import { IconFileTypePdf, IconTable } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { DownloadButton } from '@/shared/ui/download-button';

const KINDS = { csv: IconTable, pdf: IconFileTypePdf } as const;
export type FileKind = keyof typeof KINDS;

type Ask = () => Promise<{ data: unknown; response: Response }>;

/** The report on the screen as a file: the same days and filters. */
export function Downloads({ ask }: { ask: Record<FileKind, Ask> }) {
  const { t } = useTranslation('reports');
  return (['csv', 'pdf'] as const).map((kind) => {
    const Icon = KINDS[kind];
    return (
      <DownloadButton
        key={kind}
        ask={ask[kind]}
        fallback={`report.${kind}`}
        icon={<Icon size={16} aria-hidden />}
      >
        {t(`actions.${kind}`)}
      </DownloadButton>
    );
  });
}
