import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { takePayment, type PaymentMethod, type PaymentRead, type VisitAccountRead } from '@/client';
import { parseAmount } from '@/shared/forms/amounts';
import { BusyButton } from '@/shared/forms/busy-button';
import { useFormat } from '@/shared/time/use-format';

import { amountProblem } from './amount-problem';
import { takingFor, type Movement } from './attempts';
import { MethodChoice } from './method-choice';
import { methodOfKey } from './methods';
import classes from './payments.module.css';
import { MovementProblem, useMovement } from './use-movement';

interface TakePaymentProps {
  account: VisitAccountRead;
  onTaken: (payment: PaymentRead) => void;
  onCancel: () => void;
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** All that is owed, in cash, unless one says otherwise: Enter takes it. */
export function TakePayment({ account, onTaken, onCancel }: TakePaymentProps) {
  const { t } = useTranslation(['payments', 'common']);
  const format = useFormat();
  const form = useRef<HTMLFormElement>(null);
  const { outstanding } = account;
  const [amount, setAmount] = useState(outstanding.amount);
  const [method, setMethod] = useState<PaymentMethod>('cash');
  const [reference, setReference] = useState('');
  const [unread, setUnread] = useState(false);
  const money = { amount: parseAmount(amount) ?? '', currency: outstanding.currency };
  useEffect(() => {
    form.current?.querySelector<HTMLInputElement>('input[type="radio"]:checked')?.focus();
  }, []);
  const take = useMovement({
    account,
    subject: takingFor(account.appointment_id),
    send: async (body: Movement, key) => {
      const { data } = await takePayment({
        path: { appointment_id: account.appointment_id },
        headers: { 'Idempotency-Key': key },
        body,
      });
      return data;
    },
    onMoved: onTaken,
    onRefused: (error) => {
      if (amountProblem(error) !== undefined) {
        focusAmount();
      }
    },
  });
  const focusAmount = () =>
    form.current?.querySelector<HTMLInputElement>('input[name="amount"]')?.focus();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (money.amount === '') {
      setUnread(true);
      focusAmount();
    } else if (!take.isPending) {
      take.mutate({ amount: money, method, reference: orNull(reference) });
    }
  };
  const chooseByKey = (event: KeyboardEvent<HTMLFormElement>) => {
    const chosen = methodOfKey(event.key);
    const isTyping = event.target instanceof HTMLInputElement && event.target.type === 'text';
    if (chosen !== undefined && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      setMethod(chosen);
    }
  };
  const amountError = unread ? t('amount.bad') : amountProblem(take.error);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys beside those of its controls, told in a hint
    <form ref={form} onSubmit={submit} onKeyDown={chooseByKey} noValidate>
      <Stack gap="sm">
        <MethodChoice
          label={t('take.method')}
          hint={<span className={classes.keys}>{t('take.keys')}</span>}
          value={method}
          onChange={setMethod}
        />
        <Group grow gap="sm" align="flex-start">
          <TextInput
            name="amount"
            label={t('amount.label')}
            inputMode="decimal"
            autoComplete="off"
            dir="ltr"
            required
            rightSection={outstanding.currency}
            rightSectionWidth={56}
            rightSectionPointerEvents="none"
            value={amount}
            error={amountError}
            onFocus={({ currentTarget }) => currentTarget.select()}
            onChange={({ currentTarget }) => {
              setAmount(currentTarget.value);
              setUnread(false);
              if (take.isError) {
                take.reset();
              }
            }}
          />
          <TextInput
            label={t('take.reference')}
            autoComplete="off"
            maxLength={100}
            value={reference}
            onChange={({ currentTarget }) => setReference(currentTarget.value)}
          />
        </Group>
        {take.isError && amountError === undefined && <MovementProblem error={take.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t('common:action.cancel')}
          </Button>
          <BusyButton type="submit" busy={take.isPending}>
            {money.amount === ''
              ? t('take.open')
              : t('take.submit', { amount: format.money(money) })}
          </BusyButton>
        </Group>
      </Stack>
    </form>
  );
}
