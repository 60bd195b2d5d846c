import { Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead, VisitAccountRead } from '@/client';
import { getVisitAccountOptions } from '@/client/@tanstack/react-query.gen';
import { PaymentBadge } from '@/shared/payments/payment-badge';
import { PaymentList } from '@/shared/payments/payment-list';
import { isPositive } from '@/shared/payments/standing';
import { Sums } from '@/shared/payments/sums';
import { ProblemAlert } from '@/shared/ui/problem-alert';

/** What the visit costs, what is paid, and the receipts; nothing for a visit without a fee. */
export function VisitPayment({ visit }: { visit: AppointmentRead }) {
  const { t } = useTranslation('payments');
  const costs = isPositive(visit.fee) || isPositive(visit.paid);
  const query = useQuery({
    ...getVisitAccountOptions({ path: { appointment_id: visit.id } }),
    enabled: costs,
  });
  if (!costs) {
    return null;
  }
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="md">
        <Group gap="xs">
          <Title order={2} size="h4">
            {t('account.title')}
          </Title>
          <PaymentBadge visit={visit} />
        </Group>
        {query.data !== undefined ? (
          <Account account={query.data} />
        ) : query.isError ? (
          <ProblemAlert error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Skeleton height={44} aria-busy="true" />
        )}
      </Stack>
    </Paper>
  );
}

function Account({ account }: { account: VisitAccountRead }) {
  const { t } = useTranslation('payments');
  const owed = isPositive(account.outstanding);
  if (!owed && account.items.length === 0) {
    return <Text size="sm">{t('account.nothing_owed')}</Text>;
  }
  return (
    <>
      <Sums account={account} />
      {owed && <Text size="sm">{t('account.pay_at_desk')}</Text>}
      {account.items.length > 0 && (
        <div>
          <Title order={3} size="h6">
            {t('account.history')}
          </Title>
          <PaymentList payments={account.items} />
        </div>
      )}
    </>
  );
}
