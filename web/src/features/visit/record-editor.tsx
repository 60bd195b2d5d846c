import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead, DraftRead } from '@/client';
import { fieldErrors, problemOf } from '@/shared/api/problem';
import { BusyButton } from '@/shared/forms/busy-button';
import { useFormat } from '@/shared/time/use-format';
import { notifyDone } from '@/shared/ui/notify';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { EMPTY, faultsOf, isEmpty, refusalsOf, type Content, type Path } from './content';
import { planFinish } from './finish';
import { reloadRecords } from './queries';
import { fieldId, focusFirst, RecordFields } from './record-fields';
import { Conflict, SaveState } from './save-state';
import { useDraft, type Update } from './use-draft';
import { useFinish } from './use-finish';
import classes from './visit.module.css';

interface RecordEditorProps {
  appointment: AppointmentRead;
  stored: DraftRead | null;
  /** The text of another window is to be shown in the place of this one. */
  onTakeOther: (other: DraftRead | null) => void;
  /** The record was written in another window: what was typed here. */
  onWrittenElsewhere: (typed: Content) => void;
}

const NO_ERRORS: ReadonlyMap<Path, string> = new Map();

/** The objections to show: what is missing once it was sent, and what the server refused. */
function useObjections(content: Content, error: unknown, sent: Content | null) {
  const { t } = useTranslation('doctor');
  if (sent === null) {
    return NO_ERRORS;
  }
  const refused = sent === content ? refusalsOf(fieldErrors(error), content) : NO_ERRORS;
  const faults = [...faultsOf(content)].map(
    ([path, fault]) => [path, t(`fault.${fault}`)] as const,
  );
  return new Map([...refused, ...faults]);
}

/** The record being written: kept as it is typed, written and the visit completed in one go. */
export function RecordEditor(props: RecordEditorProps) {
  const { appointment, stored, onTakeOther, onWrittenElsewhere } = props;
  const { t } = useTranslation('doctor');
  const formId = useId();
  const client = useQueryClient();
  const { content, update, autosave, status } = useDraft(appointment.id, stored);
  const finish = useFinish(autosave);
  const [sent, setSent] = useState<Content | null>(null);
  const errors = useObjections(content, finish.error, sent);
  const plan = planFinish(appointment);
  const closed = status.kind === 'closed' ? problemOf(status.error).code : null;
  const elsewhere =
    closed === 'records.exists' || problemOf(finish.error).code === 'records.exists';

  useEffect(() => {
    if (elsewhere) {
      autosave.forget();
      onWrittenElsewhere(content);
      void reloadRecords(client);
    }
  }, [elsewhere, autosave, content, onWrittenElsewhere, client]);

  useEffect(() => {
    // The text of the other window came in the place of this one, with all its fields.
    if (document.activeElement === document.body) {
      document.getElementById(fieldId(formId, 'diagnosis'))?.focus();
    }
  }, [formId]);

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (plan === null || finish.isPending) {
      return;
    }
    setSent(content);
    const faults = faultsOf(content);
    if (faults.size > 0) {
      focusFirst(formId, content, new Map([...faults.keys()].map((path) => [path, ''])));
      return;
    }
    finish.mutate(
      { appointment, plan, content },
      {
        onError: (error) => focusFirst(formId, content, refusalsOf(fieldErrors(error), content)),
      },
    );
  };

  return (
    <Card withBorder pb={0} component="section" aria-labelledby={`${formId}-title`}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Title order={2} size="h4" id={`${formId}-title`}>
            {t('record.title')}
          </Title>
          {status.kind === 'conflict' && (
            <Conflict
              appointmentId={appointment.id}
              zone={appointment.time_zone}
              onTakeOther={(other) => {
                autosave.forget();
                onTakeOther(other);
              }}
              onKeepMine={(version) => {
                document.getElementById(fieldId(formId, 'diagnosis'))?.focus();
                void autosave.insist(version);
              }}
            />
          )}
          {status.kind === 'closed' && !elsewhere && <ProblemAlert error={status.error} />}
          <RecordFields content={content} update={update} errors={errors} formId={formId} />
          {finish.isError && fieldErrorsOf(finish.error) === 0 && !elsewhere && (
            <ProblemAlert error={finish.error} />
          )}
        </Stack>
        <div className={classes.footer}>
          <Group gap="md">
            <SaveState status={status} zone={appointment.time_zone} />
            <DiscardButton content={content} update={update} formId={formId} />
          </Group>
          {plan === null ? (
            <NotYet appointment={appointment} />
          ) : (
            <BusyButton type="submit" busy={finish.isPending}>
              {plan.after.length === 0 ? t('record.write') : t('record.finish')}
            </BusyButton>
          )}
        </div>
      </form>
    </Card>
  );
}

function fieldErrorsOf(error: unknown): number {
  return Object.keys(fieldErrors(error)).length;
}

interface DiscardButtonProps {
  content: Content;
  update: Update;
  formId: string;
}

function DiscardButton({ content, update, formId }: DiscardButtonProps) {
  const { t } = useTranslation(['doctor', 'common']);
  if (isEmpty(content)) {
    return null;
  }
  const discard = () => {
    update(() => EMPTY);
    notifyDone(t('draft.discarded'), {
      label: t('common:action.undo'),
      run: () => update(() => content),
    });
    document.getElementById(fieldId(formId, 'diagnosis'))?.focus();
  };
  return (
    <Button variant="subtle" color="gray" size="compact-sm" onClick={discard}>
      {t('draft.discard')}
    </Button>
  );
}

/** Until when the record can only be prepared. */
function NotYet({ appointment }: { appointment: AppointmentRead }) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  return (
    <Text size="sm" c="dimmed">
      {appointment.status === 'pending'
        ? t('record.not_approved')
        : t('record.not_yet', {
            day: format.dayOf(appointment.starts_at, appointment.time_zone),
          })}
    </Text>
  );
}
