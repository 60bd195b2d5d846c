import { Button, SegmentedControl, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { createDoctor, type DoctorRead } from '@/client';
import { searchUsersOptions } from '@/client/@tanstack/react-query.gen';
import { EntityFormView } from '@/shared/forms/entity-form';
import { useEntityForm, type EntityForm } from '@/shared/forms/use-entity-form';
import { useRefresh } from '@/shared/tables/use-refresh';
import { notifyDone } from '@/shared/ui/notify';

import { missing, orNull } from '../kit/required';
import { suggestPassword } from '../users/password';
import { EMPTY_PROFILE, profileBody, ProfileFields, type ProfileValues } from './profile-fields';

type NewDoctorValues = ProfileValues & {
  account: 'new' | 'existing';
  user_id: string | null;
  full_name: string;
  email: string;
  mobile: string;
  password: string;
  approve: boolean;
};

const EMPTY: NewDoctorValues = {
  ...EMPTY_PROFILE,
  account: 'new',
  user_id: null,
  full_name: '',
  email: '',
  mobile: '',
  password: '',
  approve: true,
};

interface AccountFieldsProps {
  form: EntityForm<NewDoctorValues>;
}

function NewAccountFields({ form }: AccountFieldsProps) {
  const { t } = useTranslation('admin');
  const { values, set, errorOf } = form;
  return (
    <>
      <TextInput
        label={t('users.full_name')}
        required
        autoComplete="off"
        value={values.full_name}
        error={errorOf('full_name')}
        onChange={(event) => set('full_name', event.currentTarget.value)}
      />
      <TextInput
        label={t('users.email')}
        required
        type="email"
        autoComplete="off"
        dir="ltr"
        value={values.email}
        error={errorOf('email')}
        onChange={(event) => set('email', event.currentTarget.value)}
      />
      <TextInput
        label={t('users.mobile')}
        type="tel"
        autoComplete="off"
        dir="ltr"
        value={values.mobile}
        error={errorOf('mobile')}
        onChange={(event) => set('mobile', event.currentTarget.value)}
      />
      <TextInput
        label={t('users.password')}
        description={t('users.password_hint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        required
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
        value={values.password}
        error={errorOf('password')}
        onChange={(event) => set('password', event.currentTarget.value)}
      />
      <Button
        variant="default"
        onClick={() => set('password', suggestPassword())}
        style={{ alignSelf: 'flex-start' }}
      >
        {t('users.suggest_password')}
      </Button>
    </>
  );
}

function ExistingAccountField({ form }: AccountFieldsProps) {
  const { t } = useTranslation('admin');
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 300);
  const { data } = useQuery({
    ...searchUsersOptions({ body: { role: 'doctor', q: q === '' ? undefined : q, limit: 20 } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Select
      label={t('doctors.account')}
      description={t('doctors.account_hint')}
      required
      searchable
      // The server did the search, by e-mail too.
      filter={({ options }) => options}
      data={
        data?.items.map((user) => ({
          value: user.id,
          label: `${user.full_name} (${user.email})`,
        })) ?? []
      }
      nothingFoundMessage={t('doctors.account_none')}
      onSearchChange={setTyped}
      value={form.values.user_id}
      error={form.errorOf('user_id')}
      onChange={(id) => form.set('user_id', id)}
    />
  );
}

function useForm(onDone: () => void): EntityForm<NewDoctorValues> {
  const { t } = useTranslation('admin');
  const refresh = useRefresh();
  return useEntityForm<NewDoctorValues, DoctorRead>({
    name: 'doctor:new',
    source: { values: EMPTY },
    fieldOf: (path) => path.replace(/^account\./, ''),
    check: (values) =>
      missing(
        values,
        values.account === 'new'
          ? ['full_name', 'email', 'password', 'specialty', 'licence_number']
          : ['user_id', 'specialty', 'licence_number'],
        t('form.needed'),
      ),
    save: async ({ values, idempotencyKey }) => {
      const { full_name, email, mobile, password } = values;
      const who =
        values.account === 'new'
          ? { account: { full_name, email, mobile: orNull(mobile), password } }
          : { user_id: values.user_id };
      const { data } = await createDoctor({
        body: { ...profileBody(values), ...who, approve: values.approve },
        headers: { 'Idempotency-Key': idempotencyKey },
      });
      return data;
    },
    onSaved: (saved) => {
      void refresh('listDoctors', 'searchUsers', 'listSpecialties');
      notifyDone(t('added', { name: saved.full_name }));
      onDone();
    },
  });
}

export function NewDoctorForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('admin');
  const form = useForm(onDone);
  const { values, set, errorOf } = form;
  return (
    <EntityFormView form={form} action={t('doctors.add')} onCancel={onDone}>
      <Stack gap={4}>
        <Text size="sm" fw={500} id="doctor-account">
          {t('doctors.account')}
        </Text>
        <SegmentedControl
          aria-labelledby="doctor-account"
          data={[
            { value: 'new', label: t('doctors.account_new') },
            { value: 'existing', label: t('doctors.account_existing') },
          ]}
          value={values.account}
          onChange={(chosen) => set('account', chosen)}
        />
      </Stack>
      {values.account === 'new' ? (
        <NewAccountFields form={form} />
      ) : (
        <ExistingAccountField form={form} />
      )}
      <ProfileFields
        values={values}
        set={(name, value) => set(name, value as never)}
        errorOf={errorOf}
      />
      <Switch
        label={t('doctors.approve_at_once')}
        description={t('doctors.approve_hint')}
        checked={values.approve}
        onChange={(event) => set('approve', event.currentTarget.checked)}
      />
    </EntityFormView>
  );
}
