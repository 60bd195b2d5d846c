import { IconFileTypePdf, IconTable } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { fileNameOf, saveFile } from '@/shared/api/save-file';
import { BusyButton } from '@/shared/forms/busy-button';
import { notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

const KINDS = { csv: IconTable, pdf: IconFileTypePdf } as const;
export type FileKind = keyof typeof KINDS;

interface DownloadProps {
  kind: FileKind;
  /** The file has to be asked for with the token: it cannot be a plain link. */
  ask: () => Promise<{ data: unknown; response: Response }>;
}

function DownloadButton({ kind, ask }: DownloadProps) {
  const { t } = useTranslation('reports');
  const textOf = useProblemText();
  const Icon = KINDS[kind];
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      const { data, response } = await ask();
      const name = fileNameOf(response.headers.get('Content-Disposition'), `report.${kind}`);
      saveFile(data as Blob, name);
    },
    onError: (error) => notifyProblem(textOf(error)),
  });
  return (
    <BusyButton
      variant="default"
      leftSection={<Icon size={16} aria-hidden />}
      busy={isPending}
      onClick={() => mutate()}
    >
      {t(`actions.${kind}`)}
    </BusyButton>
  );
}

/** The report on the screen as a file: the same days and filters. */
export function Downloads({ ask }: { ask: Record<FileKind, DownloadProps['ask']> }) {
  return (
    <>
      <DownloadButton kind="csv" ask={ask.csv} />
      <DownloadButton kind="pdf" ask={ask.pdf} />
    </>
  );
}
