import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { dismissDeadLetter, retryDeadLetter, retryDeadLetters } from '@/client';
import { useRefresh } from '@/shared/tables/use-refresh';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

/** What can be done with messages that were given up. */
export function useDecisions() {
  const { t } = useTranslation('messages');
  const refresh = useRefresh();
  const textOf = useProblemText();
  const settle = {
    onError: (error: unknown) => notifyProblem(textOf(error)),
    // Also after a fault: somebody else may have decided before.
    onSettled: () => refresh('listDeadLetters', 'getMessageQueue'),
  };
  const retrying = useMutation({
    mutationFn: async (id: string | null) => {
      const { data } =
        id === null
          ? await retryDeadLetters()
          : await retryDeadLetter({ path: { message_id: id } });
      return data;
    },
    onSuccess: ({ retried }) => notifyDone(t('dead.retried', { count: retried })),
    ...settle,
  });
  const dismissing = useMutation({
    mutationFn: (id: string) => dismissDeadLetter({ path: { message_id: id } }),
    onSuccess: () => notifyDone(t('dead.dismissed')),
    ...settle,
  });
  return {
    retry: (id: string | null) => retrying.mutate(id),
    dismiss: (id: string, after: () => void) => dismissing.mutate(id, { onSettled: after }),
    dismissing: dismissing.isPending,
    /** The one that is being tried again, or all. */
    busy: retrying.isPending ? (retrying.variables ?? 'all') : null,
  };
}
