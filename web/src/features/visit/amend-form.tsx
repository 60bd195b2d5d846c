import { Button, Group, Stack, Textarea, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { amendMedicalRecord, type RecordRead } from '@/client';
import { fieldErrors, problemOf } from '@/shared/api/problem';
import { BusyButton } from '@/shared/forms/busy-button';
import { dropDraft, findDraft, keepDraft } from '@/shared/forms/drafts';
import { useIdempotencyKey } from '@/shared/forms/use-idempotency-key';
import { notifyDone } from '@/shared/ui/notify';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { contentOf, faultsOf, recordOf, refusalsOf, sameContent, type Content } from './content';
import { reloadRecords } from './queries';
import { fieldId, focusFirst, RecordFields } from './record-fields';

interface Amendment {
  content: Content;
  reason: string;
}

interface AmendFormProps {
  record: RecordRead;
  /** Where the text begins: what the record says, or what was typed in another place. */
  typed?: Content;
  onClose: () => void;
  /** Opens the form again, with what was typed. */
  onReopen: () => void;
}

function keyOf(recordId: string): string {
  return `amend-${recordId}`;
}

/** Whether an amendment was begun and left. */
export function hasAmendment(recordId: string): boolean {
  return findDraft<Amendment>(keyOf(recordId)) !== undefined;
}

function useAmendment(record: RecordRead, typed: Content | undefined) {
  const key = keyOf(record.id);
  const [base] = useState<Amendment>(() => ({ content: contentOf(record), reason: '' }));
  const [amendment, setAmendment] = useState<Amendment>(
    () => findDraft<Amendment>(key)?.values ?? { ...base, content: typed ?? base.content },
  );
  const dirty = amendment.reason !== '' || !sameContent(amendment.content, base.content);
  useEffect(() => {
    if (dirty) {
      keepDraft(key, { base, values: amendment });
    }
    const warn = (event: BeforeUnloadEvent) => {
      if (dirty) {
        event.preventDefault();
      }
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [key, base, amendment, dirty]);
  return { amendment, setAmendment, dirty };
}

function useAmend(record: RecordRead, onDone: () => void) {
  const { t } = useTranslation('doctor');
  const client = useQueryClient();
  const idempotencyKey = useIdempotencyKey();
  return useMutation({
    mutationFn: async ({ content, reason }: Amendment) => {
      const body = { ...recordOf(content), reason: reason.trim() };
      await amendMedicalRecord({
        path: { record_id: record.id },
        headers: {
          'if-match': `"${record.version}"`,
          'Idempotency-Key': idempotencyKey({ ...body, version: record.version }),
        },
        body,
      });
    },
    onSuccess: async () => {
      dropDraft(keyOf(record.id));
      await reloadRecords(client);
      notifyDone(t('amend.done'));
      onDone();
    },
    onError: (error) => {
      if (problemOf(error).status === 412) {
        void reloadRecords(client);
      }
    },
  });
}

/** Says a record anew, with the reason; what it said before stays readable. */
export function AmendForm({ record, typed, onClose, onReopen }: AmendFormProps) {
  const { t } = useTranslation(['doctor', 'common']);
  const formId = useId();
  const { amendment, setAmendment, dirty } = useAmendment(record, typed);
  const { content, reason } = amendment;
  const [sent, setSent] = useState<Amendment | null>(null);
  const amend = useAmend(record, onClose);

  const faults = () => {
    const found = new Map<string, string>(
      [...faultsOf(content)].map(([path, fault]) => [path, t(`fault.${fault}`)]),
    );
    if (reason.trim() === '') {
      found.set('reason', t('amend.reason_needed'));
    }
    return found;
  };
  const refused = sent === amendment ? refusalsOf(fieldErrors(amend.error), content) : [];
  const errors = sent === null ? new Map<string, string>() : new Map([...refused, ...faults()]);

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSent(amendment);
    const found = faults();
    if (found.size > 0) {
      focusFirst(formId, content, found);
    } else if (!amend.isPending) {
      amend.mutate(amendment, {
        onError: (error) => focusFirst(formId, content, refusalsOf(fieldErrors(error), content)),
      });
    }
  };
  const cancel = () => {
    dropDraft(keyOf(record.id));
    if (dirty) {
      const back = () => {
        keepDraft(keyOf(record.id), { base: amendment, values: amendment });
        onReopen();
      };
      notifyDone(t('amend.discarded'), { label: t('common:action.undo'), run: back });
    }
    onClose();
  };

  return (
    <form onSubmit={submit} noValidate aria-labelledby={`${formId}-title`}>
      <Stack gap="md">
        <Title order={3} size="h5" id={`${formId}-title`}>
          {t('amend.title')}
        </Title>
        <RecordFields
          content={content}
          errors={errors}
          formId={formId}
          update={(change) =>
            setAmendment((current) => ({ ...current, content: change(current.content) }))
          }
        />
        <Textarea
          id={fieldId(formId, 'reason')}
          label={t('amend.reason')}
          description={t('amend.reason_hint')}
          required
          autosize
          minRows={2}
          maxLength={4000}
          error={errors.get('reason')}
          value={reason}
          onChange={({ currentTarget: { value } }) =>
            setAmendment((current) => ({ ...current, reason: value }))
          }
        />
        {amend.isError && <AmendProblem error={amend.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={cancel}>
            {t('common:action.cancel')}
          </Button>
          <BusyButton type="submit" busy={amend.isPending}>
            {t('amend.save')}
          </BusyButton>
        </Group>
      </Stack>
    </form>
  );
}

function AmendProblem({ error }: { error: unknown }) {
  const { t } = useTranslation('doctor');
  const { status } = problemOf(error);
  if (status === 422) {
    return null;
  }
  // The text stays; the next sending is on the version that was loaded meanwhile.
  return (
    <ProblemAlert
      error={status === 412 ? { ...problemOf(error), detail: t('amend.stale') } : error}
    />
  );
}
