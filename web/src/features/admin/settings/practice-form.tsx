import { Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getPractice, updatePractice, type PracticeRead } from '@/client';
import { getPracticeOptions, getPracticeQueryKey } from '@/client/@tanstack/react-query.gen';
import { EntityFormView } from '@/shared/forms/entity-form';
import { useEntityForm, type Source } from '@/shared/forms/use-entity-form';
import { Loaded } from '@/shared/tables/loaded';
import { notifyDone } from '@/shared/ui/notify';

import { localeChoices } from '../kit/locale-choices';
import { missing, orNull } from '../kit/required';

const TEXTS = ['phone', 'email', 'website', 'address'] as const;

type PracticeValues = Record<'name' | 'default_locale' | (typeof TEXTS)[number], string>;

function sourceOf(practice: PracticeRead): Source<PracticeValues> {
  return {
    version: practice.version,
    values: {
      name: practice.name,
      default_locale: practice.default_locale,
      phone: practice.phone ?? '',
      email: practice.email ?? '',
      website: practice.website ?? '',
      address: practice.address ?? '',
    },
  };
}

function bodyOf({ name, default_locale, ...texts }: PracticeValues) {
  return {
    name,
    default_locale,
    phone: orNull(texts.phone),
    email: orNull(texts.email),
    website: orNull(texts.website),
    address: orNull(texts.address),
  };
}

const KINDS = { phone: 'tel', email: 'email', website: 'url', address: 'text' } as const;

function PracticeForm({ practice }: { practice: PracticeRead }) {
  const { t } = useTranslation('admin');
  const queryClient = useQueryClient();
  const keep = (fresh: PracticeRead) => queryClient.setQueryData(getPracticeQueryKey(), fresh);
  const form = useEntityForm({
    name: 'practice',
    source: sourceOf(practice),
    check: (values) => missing(values, ['name'], t('form.needed')),
    save: async ({ values, ifMatch }) => {
      const { data } = await updatePractice({
        body: bodyOf(values),
        headers: { 'if-match': ifMatch },
      });
      return data;
    },
    reload: async () => {
      const { data } = await getPractice();
      keep(data);
      return sourceOf(data);
    },
    onSaved: (saved) => {
      keep(saved);
      notifyDone(t('saved', { name: saved.name }));
    },
  });
  const { values, set, errorOf } = form;
  return (
    <EntityFormView form={form} nameOf={(field) => t(`practice.${field as keyof PracticeValues}`)}>
      <TextInput
        label={t('practice.name')}
        required
        value={values.name}
        error={errorOf('name')}
        onChange={(event) => set('name', event.currentTarget.value)}
      />
      {TEXTS.map((field) => (
        <TextInput
          key={field}
          label={t(`practice.${field}`)}
          type={KINDS[field]}
          dir={field === 'address' ? undefined : 'ltr'}
          value={values[field]}
          error={errorOf(field)}
          onChange={(event) => set(field, event.currentTarget.value)}
        />
      ))}
      <Select
        label={t('practice.default_locale')}
        description={t('practice.default_locale_hint')}
        data={localeChoices(values.default_locale)}
        value={values.default_locale}
        error={errorOf('default_locale')}
        allowDeselect={false}
        onChange={(locale) => set('default_locale', locale ?? values.default_locale)}
      />
    </EntityFormView>
  );
}

/** The practice as patients see it. */
export function PracticeCard() {
  const { t } = useTranslation('admin');
  const query = useQuery(getPracticeOptions());
  return (
    <Stack gap="sm" component="section" aria-labelledby="practice-title">
      <Title order={2} size="h4" id="practice-title">
        {t('practice.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('practice.hint')}
      </Text>
      <Loaded query={query}>{(practice) => <PracticeForm practice={practice} />}</Loaded>
    </Stack>
  );
}
