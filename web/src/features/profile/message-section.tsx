import { Button, Fieldset, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import {
  getNotificationPreferences,
  updateNotificationPreferences,
  type PreferencesRead,
  type UserRead,
} from '@/client';
import {
  getNotificationPreferencesOptions,
  getNotificationPreferencesQueryKey,
} from '@/client/@tanstack/react-query.gen';
import { EntityFormView } from '@/shared/forms/entity-form';
import { useEntityForm, type EntityForm } from '@/shared/forms/use-entity-form';
import { Loaded } from '@/shared/tables/loaded';
import { notifyDone } from '@/shared/ui/notify';

import {
  messageField,
  messageSource,
  messageUpdate,
  quietFault,
  type MessageValues,
} from './message-values';
import { Section } from './section';

/** Links in mails lead here. */
const ANCHOR = 'messages';

/** Once the form is there to be scrolled to. */
function useArrival() {
  const anchor = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (location.hash === `#${ANCHOR}`) {
      anchor.current?.scrollIntoView();
    }
  }, []);
  return anchor;
}

/** What comes by e-mail, and when it does not. */
export function MessageSection({ user }: { user: UserRead }) {
  const { t } = useTranslation('profile');
  const query = useQuery(getNotificationPreferencesOptions());
  return (
    <Section title={t('messages.title')}>
      <Loaded query={query}>{(read) => <MessageForm user={user} read={read} />}</Loaded>
    </Section>
  );
}

function MessageForm({ user, read }: { user: UserRead; read: PreferencesRead }) {
  const { t } = useTranslation('profile');
  const client = useQueryClient();
  const arrive = useArrival();
  const adopt = (data: PreferencesRead) => {
    client.setQueryData(getNotificationPreferencesQueryKey(), data);
  };
  const form = useEntityForm({
    name: 'messages',
    source: messageSource(read),
    check: (values): Record<string, string> => {
      const fault = quietFault(values);
      return fault === null ? {} : { [fault[0]]: t(`messages.quiet_${fault[1]}`) };
    },
    fieldOf: messageField,
    save: async ({ values, ifMatch }) => {
      const headers = { 'if-match': ifMatch };
      const { data } = await updateNotificationPreferences({
        headers,
        body: messageUpdate(values),
      });
      return data;
    },
    reload: async () => {
      const { data } = await getNotificationPreferences();
      adopt(data);
      return messageSource(data);
    },
    onSaved: (saved) => {
      adopt(saved);
      notifyDone(t('saved'));
    },
  });
  const { values, set } = form;
  return (
    <div ref={arrive}>
      <EntityFormView
        form={form}
        action={t('messages.submit')}
        nameOf={(field) => t(`messages.${field as keyof MessageValues}`)}
      >
        <Text size="sm">{t('messages.hint', { email: user.email })}</Text>
        <Switch
          label={t('messages.email_visits')}
          description={t(
            `messages.email_visits_hint_${user.role === 'doctor' ? 'doctor' : 'patient'}`,
          )}
          checked={values.email_visits}
          onChange={({ currentTarget }) => set('email_visits', currentTarget.checked)}
        />
        {user.role === 'patient' && (
          <Switch
            label={t('messages.email_reminders')}
            description={t('messages.email_reminders_hint')}
            checked={values.email_reminders}
            onChange={({ currentTarget }) => set('email_reminders', currentTarget.checked)}
          />
        )}
        {(user.role === 'doctor' || user.role === 'admin') && (
          <Switch
            label={t('messages.email_reports')}
            description={t(`messages.email_reports_hint_${user.role}`)}
            checked={values.email_reports}
            onChange={({ currentTarget }) => set('email_reports', currentTarget.checked)}
          />
        )}
        <QuietHours form={form} zone={user.time_zone} />
      </EntityFormView>
    </div>
  );
}

function QuietHours({ form, zone }: { form: EntityForm<MessageValues>; zone: string | null }) {
  const { t } = useTranslation('profile');
  const { set, errorOf } = form;
  const { quiet } = form.values;
  const isSet = quiet.from !== '' || quiet.until !== '';
  const first = useRef<HTMLInputElement>(null);
  return (
    <Fieldset legend={t('messages.quiet')}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('messages.quiet_hint')}{' '}
          {zone === null
            ? t('messages.quiet_zone_place')
            : t('messages.quiet_zone', { zone: zone.replaceAll('_', ' ') })}
        </Text>
        <Group grow align="flex-start">
          <TextInput
            ref={first}
            type="time"
            label={t('messages.quiet_from')}
            value={quiet.from}
            error={errorOf('quiet.from')}
            onChange={({ currentTarget }) => set('quiet', { ...quiet, from: currentTarget.value })}
          />
          <TextInput
            type="time"
            label={t('messages.quiet_until')}
            value={quiet.until}
            error={errorOf('quiet.until')}
            onChange={({ currentTarget }) => set('quiet', { ...quiet, until: currentTarget.value })}
          />
        </Group>
        {isSet && (
          <Button
            variant="subtle"
            size="compact-sm"
            style={{ alignSelf: 'flex-start' }}
            onClick={() => {
              set('quiet', { from: '', until: '' });
              first.current?.focus();
            }}
          >
            {t('messages.quiet_clear')}
          </Button>
        )}
      </Stack>
    </Fieldset>
  );
}
