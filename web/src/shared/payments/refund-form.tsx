import { Button, Group, Stack, Textarea, TextInput, Title } from '@mantine/core';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { refundPayment, type PaymentRead, type VisitAccountRead } from '@/client';
import { parseAmount } from '@/shared/forms/amounts';
import { BusyButton } from '@/shared/forms/busy-button';
import { useFormat } from '@/shared/time/use-format';

import { amountProblem } from './amount-problem';
import { refundOf, type Movement } from './attempts';
import { MethodChoice } from './method-choice';
import { lessThat } from './standing';
import { MovementProblem, useMovement } from './use-movement';

interface RefundFormProps {
  account: VisitAccountRead;
  payment: PaymentRead;
  onRefunded: (refund: PaymentRead) => void;
  onCancel: () => void;
}

/** Gives back a payment or a part of it, with the reason. */
export function RefundForm({ account, payment, onRefunded, onCancel }: RefundFormProps) {
  const { t } = useTranslation(['payments', 'common']);
  const format = useFormat();
  const form = useRef<HTMLFormElement>(null);
  const left = lessThat(payment.amount, payment.refunded);
  const [amount, setAmount] = useState(left.amount);
  const [method, setMethod] = useState(payment.method);
  const [reason, setReason] = useState('');
  const [marked, setMarked] = useState<'amount' | 'reason' | null>(null);
  const money = { amount: parseAmount(amount) ?? '', currency: left.currency };
  const mark = (field: 'amount' | 'reason') => {
    setMarked(field);
    form.current?.querySelector<HTMLElement>(`[name="${field}"]`)?.focus();
  };
  useEffect(() => {
    form.current?.querySelector('textarea')?.focus();
  }, []);
  const refund = useMovement({
    account,
    subject: refundOf(payment.id),
    send: async (body: Movement & { reason: string }, key) => {
      const { data } = await refundPayment({
        path: { payment_id: payment.id },
        headers: { 'Idempotency-Key': key },
        body,
      });
      return data;
    },
    onMoved: onRefunded,
    onRefused: (error) => {
      if (amountProblem(error) !== undefined) {
        mark('amount');
      }
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (money.amount === '') {
      // What the server held against an amount before is not what is wrong with this one.
      refund.reset();
      mark('amount');
    } else if (reason.trim() === '') {
      mark('reason');
    } else if (!refund.isPending) {
      refund.mutate({ amount: money, method, reason: reason.trim() });
    }
  };
  const refused = amountProblem(refund.error);
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Title order={4} fz="sm">
          {t('refund.title', { number: payment.receipt_number })}
        </Title>
        <Textarea
          name="reason"
          label={t('refund.reason')}
          description={t('refund.reason_hint')}
          required
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          error={marked === 'reason' ? t('refund.reason_missing') : undefined}
          onChange={({ currentTarget }) => {
            setReason(currentTarget.value);
            setMarked(null);
          }}
        />
        <TextInput
          name="amount"
          label={t('amount.label')}
          description={t('amount.refundable', { amount: format.money(left) })}
          inputMode="decimal"
          autoComplete="off"
          dir="ltr"
          required
          rightSection={left.currency}
          rightSectionWidth={56}
          rightSectionPointerEvents="none"
          value={amount}
          error={marked === 'amount' ? (refused ?? t('amount.bad')) : undefined}
          onChange={({ currentTarget }) => {
            setAmount(currentTarget.value);
            setMarked(null);
          }}
        />
        <MethodChoice label={t('refund.method')} value={method} onChange={setMethod} />
        {refund.isError && refused === undefined && <MovementProblem error={refund.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t('common:action.cancel')}
          </Button>
          <BusyButton type="submit" color="red.9" busy={refund.isPending}>
            {money.amount === ''
              ? t('refund.submit_plain')
              : t('refund.submit', { amount: format.money(money) })}
          </BusyButton>
        </Group>
      </Stack>
    </form>
  );
}
