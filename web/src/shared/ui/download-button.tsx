import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { fileNameOf, saveFile } from '@/shared/api/save-file';
import { BusyButton } from '@/shared/forms/busy-button';

import { notifyDone, notifyProblem } from './notify';
import { useProblemText } from './problem-alert';

interface DownloadButtonProps {
  /** The file has to be asked for with the token: it cannot be a plain link. */
  ask: () => Promise<{ data: unknown; response: Response }>;
  /** Where the server gives the file no name. */
  fallback: string;
  /** What to say of the file that was saved, where the browser's own word is not enough. */
  done?: (name: string) => string;
  icon: ReactNode;
  children: ReactNode;
}

/** Saves a file that the server makes. */
export function DownloadButton({ ask, fallback, done, icon, children }: DownloadButtonProps) {
  const textOf = useProblemText();
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      const { data, response } = await ask();
      const name = fileNameOf(response.headers.get('Content-Disposition'), fallback);
      saveFile(data as Blob, name);
      return name;
    },
    onSuccess: (name) => {
      if (done !== undefined) {
        notifyDone(done(name));
      }
    },
    onError: (error) => notifyProblem(textOf(error)),
  });
  return (
    <BusyButton variant="default" leftSection={icon} busy={isPending} onClick={() => mutate()}>
      {children}
    </BusyButton>
  );
}
