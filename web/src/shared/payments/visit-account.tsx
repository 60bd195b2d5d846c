import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconCash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead, PaymentRead, VisitAccountRead } from '@/client';
import { getVisitAccountOptions } from '@/client/@tanstack/react-query.gen';
import { useFormat } from '@/shared/time/use-format';
import { notifyDone } from '@/shared/ui/notify';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { attempts, refundOf, takingFor } from './attempts';
import { focusSoon } from './focus-soon';
import { PaymentBadge } from './payment-badge';
import { PaymentList, receiptElementId } from './payment-list';
import { RefundForm } from './refund-form';
import { isPositive } from './standing';
import { Sums } from './sums';
import { TakePayment } from './take-payment';
import { useReceipt } from './use-receipt';

interface VisitAccountProps {
  visit: AppointmentRead;
  /** The form to take the payment is open from the start. */
  taking?: boolean;
}

/** What a visit costs and what was paid, for those who take the money. */
export function VisitAccount({ visit, taking = false }: VisitAccountProps) {
  const { t } = useTranslation('payments');
  const id = useId();
  const query = useQuery(getVisitAccountOptions({ path: { appointment_id: visit.id } }));
  return (
    <section aria-labelledby={id}>
      <Stack gap="xs">
        <Group gap="xs">
          <Title order={3} fz="md" id={id} tabIndex={-1}>
            {t('account.title')}
          </Title>
          <PaymentBadge visit={visit} />
        </Group>
        {query.data !== undefined ? (
          <Account visit={visit} account={query.data} taking={taking} titleId={id} />
        ) : query.isError ? (
          <ProblemAlert error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Skeleton height={44} aria-busy="true" />
        )}
      </Stack>
    </section>
  );
}

/** What is being done: taking, or giving back the payment of this id. */
type Open = 'take' | { refunding: string } | null;

function Account({
  visit,
  account,
  taking,
  titleId,
}: {
  visit: AppointmentRead;
  account: VisitAccountRead;
  taking: boolean;
  titleId: string;
}) {
  const { t } = useTranslation('payments');
  const format = useFormat();
  const receipt = useReceipt();
  const button = useId();
  const { items } = account;
  const owed = isPositive(account.outstanding);
  const [open, setOpen] = useState<Open>(taking && owed ? 'take' : null);
  const done = (what: 'take.done' | 'refund.done', payment: PaymentRead) => {
    setOpen(null);
    focusSoon(receiptElementId(payment.id));
    notifyDone(
      t(what, {
        amount: format.money(payment.amount),
        patient: visit.patient_name,
        number: payment.receipt_number,
      }),
      { label: t('receipt.open'), run: () => receipt.mutate(payment.id) },
    );
  };
  const settle = useEffectEvent(() => {
    for (const subject of [
      takingFor(account.appointment_id),
      ...items.map(({ id }) => refundOf(id)),
    ]) {
      const found = attempts.settle(subject, items);
      if (found !== undefined) {
        done(found.kind === 'refund' ? 'refund.done' : 'take.done', found);
      }
    }
  });
  // The answer was lost, and the form given up: here is what became of it.
  useEffect(() => {
    const soon = setTimeout(() => settle());
    return () => clearTimeout(soon);
  }, [items]);
  const close = (backTo: string) => {
    setOpen(null);
    focusSoon(backTo);
  };
  // As it is now: another desk may have given back a part of it since.
  const refunded =
    open === null || open === 'take'
      ? null
      : (items.find(({ id }) => id === open.refunding) ?? null);
  if (!isPositive(account.fee) && items.length === 0) {
    return <Text size="sm">{t('account.no_fee')}</Text>;
  }
  return (
    <>
      <Sums account={account} />
      {/* It stays when another desk was quicker: then the server's word is read where one waits. */}
      {open === 'take' && (
        <TakePayment
          account={account}
          onTaken={(payment) => done('take.done', payment)}
          onCancel={() => close(owed ? button : titleId)}
        />
      )}
      {owed && open !== 'take' && (
        <Button
          id={button}
          variant="light"
          leftSection={<IconCash size={18} aria-hidden />}
          onClick={() => setOpen('take')}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('take.open')}
        </Button>
      )}
      {items.length > 0 && (
        <PaymentList
          payments={items}
          withPerson
          onRefund={({ id }) => setOpen({ refunding: id })}
          refunding={
            refunded && {
              paymentId: refunded.id,
              form: (
                <RefundForm
                  key={refunded.id}
                  account={account}
                  payment={refunded}
                  onRefunded={(refund) => done('refund.done', refund)}
                  onCancel={() => close(receiptElementId(refunded.id))}
                />
              ),
            }
          }
        />
      )}
    </>
  );
}
