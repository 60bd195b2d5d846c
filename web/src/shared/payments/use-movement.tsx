import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { PaymentRead, VisitAccountRead } from '@/client';
import { getVisitAccountQueryKey } from '@/client/@tanstack/react-query.gen';
import { useUser } from '@/shared/session/use-session';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { attempts, isOfAnother, isUnanswered, type Movement } from './attempts';
import { reloadPayments } from './reload';

interface MovementOptions<M extends Movement> {
  account: VisitAccountRead;
  /** What the money is for: attempts of the same are never carried out beside each other. */
  subject: string;
  send: (movement: M, key: string) => Promise<PaymentRead>;
  onMoved: (payment: PaymentRead) => void;
  onRefused: (error: unknown) => void;
}

/** Sends a payment or refund so that it is carried out once, also where an answer is lost. */
export function useMovement<M extends Movement>(options: MovementOptions<M>) {
  const { account, subject, send, onMoved, onRefused } = options;
  const client = useQueryClient();
  const by = useUser()?.id ?? '';
  const queryKey = getVisitAccountQueryKey({ path: { appointment_id: account.appointment_id } });
  return useMutation({
    mutationFn: async (movement: M) => {
      const key = attempts.keyFor(subject, movement, { by, payments: account.items });
      try {
        const payment = await send(movement, key);
        attempts.close(subject);
        return payment;
      } catch (error) {
        attempts.failed(subject, movement, error);
        throw error;
      }
    },
    // What the page shows is of after this, and then the form goes away.
    onSuccess: async (payment) => {
      await reloadPayments(client);
      onMoved(payment);
    },
    onError: async (error) => {
      // Somebody else may have been quicker.
      const reload = reloadPayments(client);
      onRefused(error);
      if (!isUnanswered(error) && !isOfAnother(error)) {
        return;
      }
      // Whoever sends it again has seen what became of it, if that can be seen.
      await reload;
      const found = attempts.settle(
        subject,
        client.getQueryData<VisitAccountRead>(queryKey)?.items ?? [],
      );
      if (found !== undefined) {
        onMoved(found);
      } else if (isOfAnother(error) && client.getQueryState(queryKey)?.isInvalidated === false) {
        attempts.close(subject);
      }
    },
  });
}

/** Why nothing came back, or nothing was done, and what that means for the money. */
export function MovementProblem({ error }: { error: unknown }) {
  const { t } = useTranslation('payments');
  if (isOfAnother(error)) {
    return (
      <Alert color="red" role="alert" icon={<IconAlertCircle aria-hidden />} variant="light">
        <Text size="sm">{t('attempt.other')}</Text>
      </Alert>
    );
  }
  return (
    <Stack gap="xs">
      <ProblemAlert error={error} />
      {isUnanswered(error) && <Text size="sm">{t('attempt.unanswered')}</Text>}
    </Stack>
  );
}
