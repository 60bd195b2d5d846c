import { Input, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCash, IconCreditCard, IconDeviceMobile } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { PaymentMethod } from '@/client';

import { METHODS } from './methods';
import classes from './payments.module.css';

const ICONS = { cash: IconCash, card: IconCreditCard, mobile_wallet: IconDeviceMobile };

interface MethodChoiceProps {
  label: string;
  hint?: ReactNode;
  value: PaymentMethod;
  onChange: (method: PaymentMethod) => void;
}

/** By what money changes hands. */
export function MethodChoice({ label, hint, value, onChange }: MethodChoiceProps) {
  const { t } = useTranslation('payments');
  const name = useId();
  const narrow = useMediaQuery('(max-width: 30em)', false, { getInitialValueInEffect: false });
  return (
    <Input.Wrapper
      label={label}
      description={hint}
      labelElement="div"
      inputWrapperOrder={['label', 'input', 'description']}
    >
      <SegmentedControl
        name={name}
        aria-label={label}
        fullWidth
        orientation={narrow ? 'vertical' : 'horizontal'}
        value={value}
        onChange={onChange}
        data={METHODS.map((method) => {
          const Icon = ICONS[method];
          return {
            value: method,
            label: (
              <span className={classes.method}>
                <Icon size={16} aria-hidden />
                {t(`method.${method}`)}
              </span>
            ),
          };
        })}
      />
    </Input.Wrapper>
  );
}
