import { Group, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Money } from '@/client';
import { localeOf } from '@/shared/time/format';

import { parseAmount } from './amounts';

interface MoneyFieldProps {
  label: string;
  description?: string;
  /** `null`: no amount given. */
  value: Money | null;
  onChange: (value: Money | null) => void;
  error?: string | undefined;
  required?: boolean;
  /** Of what, where several stand on one page. */
  of?: string;
  placeholder?: string;
  /** Of an amount that is not given yet. */
  currency?: string;
  /** The currency is decided elsewhere. */
  fixedCurrency?: boolean;
}

const CURRENCY = 'BDT';

function currencies(language: string, chosen: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(localeOf(language), { type: 'currency' });
  const codes = new Set([chosen, ...Intl.supportedValuesOf('currency')]);
  return [...codes].map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }));
}

/** An amount with its currency. An amount that cannot be read goes out as typed: the API says so. */
export function MoneyField({ value, onChange, currency, ...props }: MoneyFieldProps) {
  const { t, i18n } = useTranslation();
  const code = value?.currency ?? currency ?? CURRENCY;
  const [chosen, setChosen] = useState(code);
  const unit = value === null ? chosen : code;
  const { label, description, error, required, of, placeholder, fixedCurrency } = props;
  const named = (name: string) => (of === undefined ? undefined : `${of}: ${name}`);
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <TextInput
        label={label}
        aria-label={named(label)}
        placeholder={placeholder}
        description={description}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        error={error}
        required={required}
        inputMode="decimal"
        value={value?.amount ?? ''}
        onChange={(event) => {
          const amount = event.currentTarget.value;
          onChange(amount === '' ? null : { amount, currency: unit });
        }}
        onBlur={() => {
          const amount = value === null ? null : parseAmount(value.amount);
          if (amount !== null && amount !== value?.amount) {
            onChange({ amount, currency: unit });
          }
        }}
        flex={1}
        rightSection={fixedCurrency === true ? unit : undefined}
        rightSectionWidth={56}
      />
      {fixedCurrency !== true && (
        <Select
          label={t('form.currency')}
          aria-label={named(t('form.currency'))}
          data={currencies(i18n.language, unit)}
          value={unit}
          onChange={(next) => {
            if (next !== null) {
              setChosen(next);
              if (value !== null) {
                onChange({ ...value, currency: next });
              }
            }
          }}
          searchable
          allowDeselect={false}
          limit={60}
          w={180}
        />
      )}
    </Group>
  );
}
