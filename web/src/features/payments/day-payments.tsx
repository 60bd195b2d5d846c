import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { DayEndRead, PaymentRead } from '@/client';
import { ReceiptButton } from '@/shared/payments/payment-list';
import { negative } from '@/shared/payments/standing';
import { DataTable, type Column } from '@/shared/tables/data-table';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';

function Note({ payment }: { payment: PaymentRead }) {
  const { t } = useTranslation('payments');
  return (
    <>
      {t(`method.${payment.method}`)}
      {payment.reference !== null && (
        <Text size="sm" c="dimmed">
          {t('list.reference', { reference: payment.reference })}
        </Text>
      )}
      {payment.reason !== null && (
        <Text size="sm" c="dimmed">
          {t('note.reason', { reason: payment.reason })}
        </Text>
      )}
    </>
  );
}

function useColumns(zone: string): Column<PaymentRead>[] {
  const { t } = useTranslation('payments');
  const format = useFormat();
  return [
    {
      key: 'number',
      header: t('list.number'),
      render: (payment) => <ReceiptButton payment={payment} />,
    },
    {
      key: 'time',
      header: t('list.time'),
      render: ({ received_at: at }) => format.time(at, zone),
    },
    {
      key: 'patient',
      header: t('list.patient'),
      render: ({ patient, doctor, location, appointment_id: visit }) => (
        <>
          <TextLink inherit to="/board" search={{ place: location.id, visit }}>
            <bdi>{patient.full_name}</bdi>
          </TextLink>
          <Text size="sm" c="dimmed">
            {doctor.full_name}
          </Text>
        </>
      ),
    },
    {
      key: 'method',
      header: t('list.method'),
      render: (payment) => <Note payment={payment} />,
    },
    { key: 'by', header: t('list.by'), render: ({ received_by: by }) => by.full_name },
    {
      key: 'amount',
      header: t('list.amount'),
      end: true,
      render: ({ kind, amount }) => (
        <>
          <Text inherit fw={600}>
            {format.money(kind === 'refund' ? negative(amount) : amount)}
          </Text>
          {kind === 'refund' && (
            <Text size="sm" c="dimmed">
              {t('list.kind_refund')}
            </Text>
          )}
        </>
      ),
    },
  ];
}

/** Each payment and refund of the day, in the order of the receipts. */
export function DayPayments({ report }: { report: DayEndRead }) {
  return (
    <DataTable rows={report.items} columns={useColumns(report.time_zone)} rowKey={({ id }) => id} />
  );
}
