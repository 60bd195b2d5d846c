import { Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { getMe, updateMe, type UserRead } from '@/client';
import { EntityFormView } from '@/shared/forms/entity-form';
import { useEntityForm } from '@/shared/forms/use-entity-form';
import { ZoneSelect } from '@/shared/forms/zone-select';
import { RegionPicker } from '@/shared/regions/region-picker';
import { chooseLanguage, LANGUAGES } from '@/shared/i18n/i18n';
import { updateSessionUser } from '@/shared/session/session';
import { notifyDone } from '@/shared/ui/notify';

import { orNull } from './or-null';
import { Section } from './section';

interface AccountValues {
  full_name: string;
  mobile: string;
  locale: string;
  time_zone: string | null;
  region_id: string | null;
}

function valuesOf(user: UserRead): AccountValues {
  return {
    full_name: user.full_name,
    mobile: user.mobile ?? '',
    locale: user.locale,
    time_zone: user.time_zone,
    region_id: user.region?.id ?? null,
  };
}

function languages(chosen: string): { value: string; label: string }[] {
  const known = LANGUAGES.map(({ code, name }) => ({
    value: code,
    label: name,
  }));
  return known.some(({ value }) => value === chosen)
    ? known
    : [...known, { value: chosen, label: chosen }];
}

/** Name, mobile, language and time zone of the account. */
export function AccountSection({ user }: { user: UserRead }) {
  const { t } = useTranslation('profile');
  const form = useEntityForm({
    name: `account:${user.id}`,
    source: { values: valuesOf(user), version: user.version },
    check: ({ full_name }): Record<string, string> =>
      full_name.trim() === '' ? { full_name: t('account.name_missing') } : {},
    save: async ({ changes, ifMatch }) => {
      const { mobile, ...others } = changes;
      const body = { ...others, ...(mobile === undefined ? {} : { mobile: orNull(mobile) }) };
      const { data } = await updateMe({ headers: { 'if-match': ifMatch }, body });
      return data;
    },
    reload: async () => {
      const { data } = await getMe();
      updateSessionUser(data);
      return { values: valuesOf(data), version: data.version };
    },
    onSaved: (saved) => {
      updateSessionUser(saved);
      if (saved.locale !== user.locale && LANGUAGES.some(({ code }) => code === saved.locale)) {
        void chooseLanguage(saved.locale);
      }
      notifyDone(t('saved'));
    },
  });
  const { values, set, errorOf } = form;
  return (
    <Section title={t('account.title')}>
      <EntityFormView form={form} nameOf={(field) => t(`account.${field as keyof AccountValues}`)}>
        <TextInput
          label={t('account.full_name')}
          autoComplete="name"
          required
          value={values.full_name}
          error={errorOf('full_name')}
          onChange={({ currentTarget }) => set('full_name', currentTarget.value)}
        />
        <TextInput
          label={t('account.mobile')}
          description={t('mobile_hint')}
          type="tel"
          autoComplete="tel"
          value={values.mobile}
          error={errorOf('mobile')}
          onChange={({ currentTarget }) => set('mobile', currentTarget.value)}
        />
        <Select
          label={t('account.locale')}
          description={t('account.locale_hint')}
          data={languages(values.locale)}
          allowDeselect={false}
          value={values.locale}
          error={errorOf('locale')}
          onChange={(locale) => locale !== null && set('locale', locale)}
        />
        <ZoneSelect
          label={t('account.time_zone')}
          description={t('account.time_zone_hint')}
          clearable
          value={values.time_zone}
          error={errorOf('time_zone')}
          onChange={(zone) => set('time_zone', zone)}
        />
        <RegionPicker
          optional
          value={values.region_id}
          error={errorOf('region_id')}
          onChange={(region) => set('region_id', region)}
        />
      </EntityFormView>
    </Section>
  );
}
