import {
  Checkbox,
  Fieldset,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TextInput,
} from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { DurationField } from '@/shared/forms/duration-field';
import { daysInWords, durationInWords, MINUTES, UNITS, type Unit } from '@/shared/forms/durations';
import { MoneyField } from '@/shared/forms/money-field';
import type { EntityForm } from '@/shared/forms/use-entity-form';

import { useKnownTags } from '../kit/use-locations';
import { MOST_NEEDS } from './needs';
import { inOrder, MOST_REMINDERS, reminderChoices } from './reminders';
import type { VisitTypeValues } from './values';

interface FieldsProps {
  form: EntityForm<VisitTypeValues>;
}

type Minutes = {
  [K in keyof VisitTypeValues]: VisitTypeValues[K] extends number | null ? K : never;
}[keyof VisitTypeValues];

const IN_MINUTES: readonly Unit[] = ['minute'];

interface MinutesFieldProps extends FieldsProps {
  name: Exclude<Minutes, 'booking_horizon_days'>;
  units?: readonly Unit[];
  required?: boolean;
}

function MinutesField({ form, name, units = IN_MINUTES, required }: MinutesFieldProps) {
  const { t } = useTranslation('admin');
  return (
    <DurationField
      label={t(`visit_types.fields.${name}`)}
      description={t(`visit_types.hints.${name}`)}
      value={form.values[name]}
      error={form.errorOf(name)}
      units={units}
      required={required}
      onChange={(minutes) => form.set(name, minutes)}
    />
  );
}

function WhatFields({ form }: FieldsProps) {
  const { t } = useTranslation(['admin', 'common']);
  const { values, set, errorOf } = form;
  return (
    <>
      <TextInput
        label={t('list.name')}
        required
        data-autofocus
        value={values.name}
        error={errorOf('name')}
        onChange={(event) => set('name', event.currentTarget.value)}
      />
      <Select
        label={t('visit_types.fields.modality')}
        data={(['in_person', 'video'] as const).map((each) => ({
          value: each,
          label: t(`common:modality.${each}`),
        }))}
        value={values.modality}
        error={errorOf('modality')}
        allowDeselect={false}
        onChange={(chosen) => set('modality', chosen === 'video' ? 'video' : 'in_person')}
      />
      <MoneyField
        label={t('visit_types.fields.fee')}
        required
        value={values.fee}
        error={errorOf('fee')}
        onChange={(fee) => set('fee', fee)}
      />
    </>
  );
}

function NeedField({ form, name }: FieldsProps & { name: 'rooms' | 'devices' }) {
  const { t } = useTranslation('admin');
  const known = useKnownTags();
  const { [name]: need } = form.values;
  const tags = need.tag === null || known.includes(need.tag) ? known : [...known, need.tag];
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <NumberInput
        label={t(`visit_types.fields.${name}`)}
        min={0}
        max={MOST_NEEDS}
        allowDecimal={false}
        value={need.count}
        error={form.errorOf(name)}
        onChange={(count) => form.set(name, { ...need, count: Number(count) })}
        w={140}
      />
      <Select
        label={t('visit_types.fields.tag')}
        data={[{ value: '', label: t('visit_types.any_tag') }, ...tags]}
        value={need.tag ?? ''}
        disabled={need.count === 0}
        allowDeselect={false}
        onChange={(tag) => form.set(name, { ...need, tag: tag === '' ? null : tag })}
        flex={1}
      />
    </Group>
  );
}

/** None is a choice too. */
function ReminderField({ form }: FieldsProps) {
  const { t, i18n } = useTranslation('admin');
  const { reminder_minutes: chosen } = form.values;
  return (
    <Checkbox.Group
      label={t('visit_types.fields.reminder_minutes')}
      description={t('visit_types.hints.reminder_minutes')}
      value={chosen.map(String)}
      error={form.errorOf('reminder_minutes')}
      maxSelectedValues={MOST_REMINDERS}
      onChange={(values) => form.set('reminder_minutes', inOrder(values))}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
        {reminderChoices(chosen).map((minutes) => (
          <Checkbox
            key={minutes}
            value={String(minutes)}
            label={t('visit_types.before', { notice: reminderWords(minutes, i18n.language) })}
          />
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  );
}

/** "1 day" of a reminder is a day on the calendar; of a notice it is 24 hours. */
function reminderWords(minutes: number, language: string): string {
  return minutes % MINUTES.day === 0
    ? daysInWords(minutes / MINUTES.day, language)
    : durationInWords(minutes, language);
}

/** In the order in which one would tell it: what, how long, when to book, what it takes. */
export function VisitTypeFields({ form }: FieldsProps) {
  const { t } = useTranslation('admin');
  const { values, set, errorOf } = form;
  return (
    <>
      <WhatFields form={form} />
      <Fieldset legend={t('visit_types.groups.length')}>
        <Stack gap="sm">
          <Group grow align="flex-start">
            <MinutesField form={form} name="duration_minutes" required />
            <MinutesField form={form} name="slot_interval_minutes" />
          </Group>
          <Group grow align="flex-start">
            <MinutesField form={form} name="buffer_before_minutes" />
            <MinutesField form={form} name="buffer_after_minutes" />
          </Group>
        </Stack>
      </Fieldset>
      <Fieldset legend={t('visit_types.groups.booking')}>
        <Stack gap="sm">
          <MinutesField form={form} name="minimum_notice_minutes" units={UNITS} />
          <NumberInput
            label={t('visit_types.fields.booking_horizon_days')}
            description={t('visit_types.hints.booking_horizon_days')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            min={1}
            max={730}
            allowDecimal={false}
            value={values.booking_horizon_days ?? ''}
            error={errorOf('booking_horizon_days')}
            onChange={(days) => set('booking_horizon_days', typeof days === 'number' ? days : null)}
          />
          <MinutesField form={form} name="cancellation_notice_minutes" units={UNITS} />
          <Switch
            label={t('visit_types.fields.needs_approval')}
            description={t('visit_types.hints.needs_approval')}
            checked={values.needs_approval}
            onChange={(event) => set('needs_approval', event.currentTarget.checked)}
          />
          <ReminderField form={form} />
        </Stack>
      </Fieldset>
      <Fieldset legend={t('visit_types.groups.needs')}>
        <Stack gap="sm">
          <NeedField form={form} name="rooms" />
          <NeedField form={form} name="devices" />
        </Stack>
      </Fieldset>
    </>
  );
}
