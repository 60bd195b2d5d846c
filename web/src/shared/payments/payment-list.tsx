import { Button, Group, Text } from '@mantine/core';
import { IconFileTypePdf } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { PaymentRead } from '@/client';
import { BusyButton } from '@/shared/forms/busy-button';
import { useFormat } from '@/shared/time/use-format';

import { isPositive, lessThat } from './standing';
import classes from './payments.module.css';
import { useReceipt } from './use-receipt';

export function receiptElementId(paymentId: string): string {
  return `receipt-${paymentId}`;
}

/** Opens the receipt of one payment or refund. */
export function ReceiptButton({ payment }: { payment: PaymentRead }) {
  const { t } = useTranslation('payments');
  const receipt = useReceipt();
  return (
    <BusyButton
      id={receiptElementId(payment.id)}
      size="compact-sm"
      variant="subtle"
      leftSection={<IconFileTypePdf size={16} aria-hidden />}
      busy={receipt.isPending}
      aria-label={t('receipt.open_number', { number: payment.receipt_number })}
      onClick={() => receipt.mutate(payment.id)}
    >
      {payment.receipt_number}
    </BusyButton>
  );
}

export function mayGoBack(payment: PaymentRead): boolean {
  return payment.kind === 'payment' && isPositive(lessThat(payment.amount, payment.refunded));
}

interface PaymentListProps {
  payments: readonly PaymentRead[];
  /** Names who took it. */
  withPerson?: boolean;
  onRefund?: (payment: PaymentRead) => void;
  /** The form that gives one of them back, below it. */
  refunding?: { paymentId: string; form: ReactNode } | null;
}

/** What was paid for a visit and given back, each with its receipt. */
export function PaymentList({ payments, withPerson, onRefund, refunding }: PaymentListProps) {
  const { t } = useTranslation('payments');
  return (
    <ul className={classes.list}>
      {payments.map((payment) => (
        <li key={payment.id}>
          <div className={classes.line}>
            <div className={classes.lineWhat}>
              <PaymentText payment={payment} withPerson={withPerson === true} />
            </div>
            <Group gap={4}>
              <ReceiptButton payment={payment} />
              {onRefund !== undefined &&
                refunding?.paymentId !== payment.id &&
                mayGoBack(payment) && (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    color="gray"
                    aria-label={t('refund.open_number', { number: payment.receipt_number })}
                    onClick={() => onRefund(payment)}
                  >
                    {t('refund.open')}
                  </Button>
                )}
            </Group>
          </div>
          {refunding?.paymentId === payment.id && (
            <div className={classes.refund}>{refunding.form}</div>
          )}
        </li>
      ))}
    </ul>
  );
}

function PaymentText({ payment, withPerson }: { payment: PaymentRead; withPerson: boolean }) {
  const { t } = useTranslation('payments');
  const format = useFormat();
  const { received_at: at, time_zone: zone } = payment;
  const line = {
    method: t(`method.${payment.method}`),
    day: format.dayOf(at, zone, 'numeric'),
    time: [format.time(at, zone), format.zoneIfNeeded(at, zone)]
      .filter((part) => part !== null)
      .join(' '),
  };
  const isRefund = payment.kind === 'refund';
  const amount = format.money(payment.amount);
  return (
    <>
      <Text size="sm" fw={600}>
        {t(isRefund ? 'note.refund' : 'note.received', { amount })}
      </Text>
      <Text size="sm" c="dimmed">
        {withPerson
          ? t('note.line_by', { ...line, person: payment.received_by.full_name })
          : t('note.line', line)}
      </Text>
      {payment.reference !== null && (
        <Text size="sm" c="dimmed">
          {t('list.reference', { reference: payment.reference })}
        </Text>
      )}
      {isPositive(payment.refunded) && (
        <Text size="sm">{t('note.given_back', { amount: format.money(payment.refunded) })}</Text>
      )}
      {payment.reason !== null && (
        <Text size="sm">{t('note.reason', { reason: payment.reason })}</Text>
      )}
    </>
  );
}
