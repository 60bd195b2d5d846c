import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { problemOf } from '@/shared/api/problem';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

interface Switchable {
  id: string;
  version: number;
  active: boolean;
}

interface ActivationOptions<T> {
  change: (row: T, active: boolean, ifMatch: string) => Promise<T>;
  nameOf: (row: T) => string;
  refresh: () => Promise<unknown>;
}

export interface Activation<T> {
  busy: string | null;
  toggle: (row: T) => void;
}

/** Deactivate and reactivate at once, with a way back in place of a question. */
export function useActivation<T extends Switchable>(options: ActivationOptions<T>): Activation<T> {
  const { change, nameOf, refresh } = options;
  const { t } = useTranslation(['admin', 'common']);
  const textOf = useProblemText();
  const [busy, setBusy] = useState<string | null>(null);
  const run = async (row: T, active: boolean) => {
    setBusy(row.id);
    try {
      const changed = await change(row, active, `"${row.version}"`);
      await refresh();
      const name = nameOf(row);
      notifyDone(
        active ? t('activation.is_active', { name }) : t('activation.is_inactive', { name }),
        {
          label: t('common:action.undo'),
          run: () => void run(changed, !active),
        },
      );
    } catch (error) {
      await refresh();
      notifyProblem(
        problemOf(error).status === 412 ? t('activation.changed_meanwhile') : textOf(error),
      );
    } finally {
      setBusy(null);
    }
  };
  return { busy, toggle: (row) => void run(row, !row.active) };
}
