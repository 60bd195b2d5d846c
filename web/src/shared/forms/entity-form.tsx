import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { ProblemAlert } from '@/shared/ui/problem-alert';

import { BusyButton } from './busy-button';
import classes from './forms.module.css';
import { useFirstMarked } from './use-first-marked';
import type { EntityForm } from './use-entity-form';

interface EntityFormViewProps<V extends object> {
  form: EntityForm<V>;
  /** "Save", or what will happen: "Add user". */
  action?: string;
  /** The names of fields as the reader knows them, for saying which were changed by others. */
  nameOf?: (field: string) => string;
  onCancel?: () => void;
  children: ReactNode;
}

function Notices<V extends object>({ form, nameOf }: EntityFormViewProps<V>) {
  const { t, i18n } = useTranslation();
  const { clashes } = form;
  const names = (clashes ?? []).map((field) => nameOf?.(field) ?? field);
  return (
    <>
      {form.restored && (
        <Alert color="blue" icon={<IconInfoCircle aria-hidden />} role="status">
          <Group justify="space-between" gap="xs">
            <Text size="sm">{t('form.restored')}</Text>
            <Button size="compact-sm" variant="default" onClick={form.discard}>
              {t('form.discard')}
            </Button>
          </Group>
        </Alert>
      )}
      {clashes !== null && (
        <Alert color="orange" icon={<IconAlertCircle aria-hidden />} role="alert">
          <Text size="sm">
            {names.length === 0
              ? t('form.merged')
              : t('form.clash', { fields: new Intl.ListFormat(i18n.language).format(names) })}
          </Text>
        </Alert>
      )}
      {form.problem !== null && <ProblemAlert error={form.problem} />}
      {form.marked && (
        <Alert color="red" icon={<IconAlertCircle aria-hidden />} role="alert">
          <Text size="sm">{t('form.marked')}</Text>
        </Alert>
      )}
    </>
  );
}

/** The fields, what is to be said about them, and a bar to save that stays in sight. */
export function EntityFormView<V extends object>(props: EntityFormViewProps<V>) {
  const { form, action, onCancel, children } = props;
  const { t } = useTranslation();
  const element = useFirstMarked(form.refusals);
  return (
    <form ref={element} onSubmit={form.submit} noValidate>
      <Stack gap="md">
        <Notices {...props} />
        {children}
      </Stack>
      <Group className={classes.saveBar} justify="flex-end" gap="xs">
        {form.changed && (
          <Text size="sm" c="dimmed" className={classes.unsaved}>
            {t('form.unsaved')}
          </Text>
        )}
        {onCancel !== undefined && (
          <Button variant="default" onClick={onCancel}>
            {t('action.close')}
          </Button>
        )}
        <BusyButton type="submit" busy={form.saving}>
          {action ?? t('action.save')}
        </BusyButton>
      </Group>
    </form>
  );
}
