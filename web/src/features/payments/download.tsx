import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { fileNameOf, saveFile } from '@/shared/api/save-file';
import { BusyButton } from '@/shared/forms/busy-button';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

interface DownloadButtonProps {
  fetch: () => Promise<{ data: unknown; response: Response }>;
  /** Where the server gives the file no name. */
  fallback: string;
  icon: ReactNode;
  children: ReactNode;
}

/** Saves a file that the server makes. */
export function DownloadButton({ fetch, fallback, icon, children }: DownloadButtonProps) {
  const { t } = useTranslation('payments');
  const textOf = useProblemText();
  const download = useMutation({
    mutationFn: async () => {
      const { data, response } = await fetch();
      const name = fileNameOf(response.headers.get('Content-Disposition'), fallback);
      saveFile(data as Blob, name);
      return name;
    },
    onSuccess: (name) => notifyDone(t('day_end.saved', { name })),
    onError: (error) => notifyProblem(textOf(error)),
  });
  return (
    <BusyButton
      variant="default"
      leftSection={icon}
      busy={download.isPending}
      onClick={() => download.mutate()}
    >
      {children}
    </BusyButton>
  );
}
