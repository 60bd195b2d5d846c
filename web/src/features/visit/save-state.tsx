import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { DraftRead } from '@/client';
import { BusyButton } from '@/shared/forms/busy-button';
import { useFormat } from '@/shared/time/use-format';
import { useProblemText } from '@/shared/ui/problem-alert';

import type { SaveStatus } from './autosave';
import { findStoredDraft } from './use-draft';

/** Whether what is typed is kept: quiet while it is, an alert when it is not. */
export function SaveState({ status, zone }: { status: SaveStatus; zone: string }) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const textOf = useProblemText();
  switch (status.kind) {
    case 'kept':
      return (
        <Group gap={6} c="dimmed">
          {status.savedAt !== null && <IconCheck size={16} aria-hidden />}
          <Text size="sm">
            {status.savedAt === null
              ? t('draft.will_be_saved')
              : t('draft.saved', { time: format.time(status.savedAt, zone) })}
          </Text>
        </Group>
      );
    case 'saving':
      return (
        <Group gap={6} c="dimmed">
          <Loader size={14} color="currentColor" aria-hidden />
          <Text size="sm">{t('draft.saving')}</Text>
        </Group>
      );
    case 'failed':
      return (
        <Text size="sm" c="red" role="alert">
          {t('draft.failed', { problem: textOf(status.error) })}
        </Text>
      );
    case 'conflict':
    case 'closed':
      return (
        <Text size="sm" c="red">
          {t('draft.not_saved')}
        </Text>
      );
  }
}

interface ConflictProps {
  appointmentId: string;
  zone: string;
  onTakeOther: (other: DraftRead | null) => void;
  onKeepMine: (version: number) => void;
}

/** Two windows typed on one visit: says so, and lets one of the texts win. */
export function Conflict({ appointmentId, zone, onTakeOther, onKeepMine }: ConflictProps) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const other = useQuery({
    queryKey: ['record-draft-of-another-window', appointmentId],
    queryFn: () => findStoredDraft(appointmentId),
    gcTime: 0,
    staleTime: 0,
  });
  const draft = other.data;
  const again = other.errorUpdateCount > 0;
  const choices = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that asked again made way for them.
    if (again && draft !== undefined && document.activeElement === document.body) {
      choices.current?.querySelector('button')?.focus();
    }
  }, [again, draft]);
  return (
    <Alert
      color="orange"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title={t('conflict.title')}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {draft
            ? t('conflict.saved', {
                time: format.time(draft.saved_at, zone),
                diagnosis: draft.diagnosis ?? t('conflict.no_diagnosis'),
              })
            : t('conflict.hint')}
        </Text>
        {draft === undefined ? (
          <Awaited query={other} />
        ) : (
          <Group gap="xs" ref={choices}>
            <Button size="xs" variant="default" onClick={() => onTakeOther(draft)}>
              {t('conflict.take_other')}
            </Button>
            <Button size="xs" variant="default" onClick={() => onKeepMine(draft?.version ?? 0)}>
              {t('conflict.keep_mine')}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

/** The other text on its way; it may have to be asked for again. */
function Awaited({ query }: { query: UseQueryResult }) {
  const { t } = useTranslation(['doctor', 'common']);
  const textOf = useProblemText();
  if (query.errorUpdateCount === 0) {
    return <Loader size={14} color="currentColor" aria-label={t('draft.loading')} />;
  }
  return (
    <>
      {query.isError && (
        <Text size="sm" c="red">
          {textOf(query.error)}
        </Text>
      )}
      <BusyButton
        size="xs"
        variant="default"
        busy={query.isFetching}
        onClick={() => void query.refetch()}
      >
        {t('common:action.try_again')}
      </BusyButton>
    </>
  );
}
