import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { createUser, getUser, updateUser, type Role, type UserRead } from '@/client';
import { getUserQueryKey } from '@/client/@tanstack/react-query.gen';
import { EntityFormView } from '@/shared/forms/entity-form';
import { useEntityForm, type EntityForm, type Source } from '@/shared/forms/use-entity-form';
import { ZoneSelect } from '@/shared/forms/zone-select';
import { RegionPicker } from '@/shared/regions/region-picker';
import { useUser } from '@/shared/session/use-session';
import { NEW } from '@/shared/tables/search';
import { useRefresh } from '@/shared/tables/use-refresh';
import { TextLink } from '@/shared/ui/link';
import { notifyDone } from '@/shared/ui/notify';

import { localeChoices } from '../kit/locale-choices';
import { missing, orNull } from '../kit/required';
import { suggestPassword } from './password';
import { ROLES } from './search';

interface UserValues {
  full_name: string;
  email: string;
  mobile: string;
  role: Role;
  locale: string;
  time_zone: string | null;
  region_id: string | null;
}

type NewUserValues = UserValues & { password: string };

const EMPTY: NewUserValues = {
  full_name: '',
  email: '',
  mobile: '',
  role: 'staff',
  locale: 'en',
  time_zone: null,
  region_id: null,
  password: '',
};

function sourceOf(user: UserRead): Source<UserValues> {
  const { full_name, email, mobile, role, locale, time_zone, region, version } = user;
  return {
    values: {
      full_name,
      email,
      mobile: mobile ?? '',
      role,
      locale,
      time_zone,
      region_id: region?.id ?? null,
    },
    version,
  };
}

function useNames(): (field: string) => string {
  const { t } = useTranslation('admin');
  const names: Record<string, string> = {
    full_name: t('users.full_name'),
    email: t('users.email'),
    mobile: t('users.mobile'),
    role: t('users.role'),
    locale: t('users.locale'),
    time_zone: t('users.time_zone'),
    region_id: t('users.region'),
  };
  return (field) => names[field] ?? field;
}

interface UserFieldsProps {
  form: Pick<EntityForm<UserValues>, 'values' | 'set' | 'errorOf'>;
  own: boolean;
  emailHint?: string;
}

function UserFields({ form, own, emailHint }: UserFieldsProps) {
  const { t } = useTranslation(['admin', 'common']);
  const { values, set, errorOf } = form;
  return (
    <>
      <TextInput
        label={t('users.full_name')}
        required
        autoComplete="off"
        data-autofocus
        value={values.full_name}
        error={errorOf('full_name')}
        onChange={(event) => set('full_name', event.currentTarget.value)}
      />
      <TextInput
        label={t('users.email')}
        description={own ? t('users.own_email') : emailHint}
        disabled={own}
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
      <Select
        label={t('users.role')}
        description={own ? t('users.own_role') : t(`users.role_hint.${values.role}`)}
        data={ROLES.map((role) => ({ value: role, label: t(`common:role.${role}`) }))}
        value={values.role}
        error={errorOf('role')}
        disabled={own}
        allowDeselect={false}
        onChange={(role) => set('role', ROLES.find((each) => each === role) ?? values.role)}
      />
      <Group grow align="flex-start">
        <Select
          label={t('users.locale')}
          data={localeChoices(values.locale)}
          value={values.locale}
          error={errorOf('locale')}
          allowDeselect={false}
          onChange={(locale) => set('locale', locale ?? values.locale)}
        />
        <ZoneSelect
          label={t('users.time_zone')}
          placeholder={t('users.time_zone_none')}
          clearable
          value={values.time_zone}
          error={errorOf('time_zone')}
          onChange={(zone) => set('time_zone', zone)}
        />
      </Group>
      <RegionPicker
        optional
        stacked
        value={values.region_id}
        error={errorOf('region_id')}
        onChange={(region) => set('region_id', region)}
      />
    </>
  );
}

export function UserForm({ user, onDone }: { user: UserRead; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const own = useUser();
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  const names = useNames();
  const path = { user_id: user.id };
  const form = useEntityForm({
    name: `user:${user.id}`,
    source: sourceOf(user),
    check: (values) => missing(values, ['full_name', 'email'], t('form.needed')),
    save: async ({ changes, ifMatch }) => {
      const { mobile, ...others } = changes;
      const body = mobile === undefined ? others : { ...others, mobile: orNull(mobile) };
      const { data } = await updateUser({ path, body, headers: { 'if-match': ifMatch } });
      return data;
    },
    reload: async () => {
      const { data } = await getUser({ path });
      queryClient.setQueryData(getUserQueryKey({ path }), data);
      return sourceOf(data);
    },
    onSaved: (saved) => {
      queryClient.setQueryData(getUserQueryKey({ path }), saved);
      void refresh('searchUsers', 'listDoctors');
      notifyDone(t('saved', { name: saved.full_name }));
      onDone();
    },
  });
  return (
    <EntityFormView form={form} nameOf={names} onCancel={onDone}>
      <UserFields form={form} own={own?.id === user.id} emailHint={t('users.email_hint')} />
    </EntityFormView>
  );
}

export function NewUserForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('admin');
  const refresh = useRefresh();
  const form = useEntityForm({
    name: 'user:new',
    source: { values: EMPTY },
    check: (values) => missing(values, ['full_name', 'email', 'password'], t('form.needed')),
    save: async ({ values, idempotencyKey }) => {
      const { data } = await createUser({
        body: { ...values, mobile: orNull(values.mobile) },
        headers: { 'Idempotency-Key': idempotencyKey },
      });
      return data;
    },
    onSaved: (saved) => {
      void refresh('searchUsers');
      notifyDone(t('users.added', { name: saved.full_name }));
      onDone();
    },
  });
  const { values, set, errorOf } = form;
  return (
    <EntityFormView form={form} action={t('users.add')} onCancel={onDone}>
      {values.role === 'doctor' && (
        <Text size="sm">
          {t('users.doctor_hint')}{' '}
          <TextLink to="/admin/doctors" search={{ edit: NEW }} underline="always" size="sm">
            {t('doctors.add')}
          </TextLink>
        </Text>
      )}
      <UserFields form={{ values, set: set, errorOf }} own={false} />
      <Group align="flex-end" gap="xs" wrap="nowrap">
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
          flex={1}
        />
      </Group>
      <Button
        variant="default"
        onClick={() => set('password', suggestPassword())}
        style={{ alignSelf: 'flex-start' }}
      >
        {t('users.suggest_password')}
      </Button>
    </EntityFormView>
  );
}
