import { TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { RegionPicker } from '@/shared/regions/region-picker';
import { PasswordField } from '@/shared/forms/password-field';
import { newPasswordFault } from '@/shared/forms/password-rules';

import { emailFault, orNull, required } from './rules';

export interface AccountValues {
  full_name: string;
  email: string;
  mobile: string;
  password: string;
  region_id: string | null;
}

export const NO_ACCOUNT: AccountValues = {
  full_name: '',
  email: '',
  mobile: '',
  password: '',
  region_id: null,
};

/** How the form judges these fields, in words. */
export function useAccountRules() {
  const { t } = useTranslation('identity');
  const say = (fault: 'required' | 'email' | 'password_short' | null) =>
    fault && t(`fault.${fault}`);
  return {
    full_name: (value: string) => say(required(value)),
    email: (value: string) => say(emailFault(value)),
    password: (value: string) => say(newPasswordFault(value)),
  };
}

export function accountOf(values: AccountValues, locale: string) {
  const { full_name, email, mobile, password, region_id } = values;
  return {
    region_id,
    full_name: full_name.trim(),
    email: email.trim(),
    mobile: orNull(mobile),
    password,
    locale,
  };
}

/** The fields that every account begins with; `form` holds at least the values of an account. */
export function AccountFields<Values extends AccountValues>({
  form,
}: {
  form: UseFormReturnType<Values>;
}) {
  const { t } = useTranslation('identity');
  // A form of more fields is also one of these; its type names every path and cannot see that.
  const fields = form as unknown as UseFormReturnType<AccountValues>;
  return (
    <>
      <TextInput
        key={fields.key('full_name')}
        label={t('field.full_name')}
        autoComplete="name"
        required
        {...fields.getInputProps('full_name')}
      />
      <TextInput
        key={fields.key('email')}
        label={t('field.email')}
        description={t('field.email_hint')}
        type="email"
        autoComplete="username"
        required
        {...fields.getInputProps('email')}
      />
      <TextInput
        key={fields.key('mobile')}
        label={t('field.mobile')}
        description={t('field.mobile_hint')}
        type="tel"
        autoComplete="tel"
        {...fields.getInputProps('mobile')}
      />
      <PasswordField
        key={fields.key('password')}
        purpose="new"
        required
        {...fields.getInputProps('password')}
      />
    </>
  );
}

/** Where the person lives or works; the form is uncontrolled, this field shows what it holds. */
export function RegionField<Values extends AccountValues>({
  form,
}: {
  form: UseFormReturnType<Values>;
}) {
  const fields = form as unknown as UseFormReturnType<AccountValues>;
  const [chosen, setChosen] = useState(fields.getValues().region_id);
  const error: unknown = fields.errors.region_id;
  return (
    <RegionPicker
      optional
      stacked
      value={chosen}
      error={typeof error === 'string' ? error : undefined}
      onChange={(region) => {
        setChosen(region);
        fields.setFieldValue('region_id', region);
      }}
    />
  );
}
