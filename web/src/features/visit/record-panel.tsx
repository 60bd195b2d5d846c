import { Card, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead, DraftRead } from '@/client';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import type { Content } from './content';
import { canPrepare } from './finish';
import { recordOf, recordOfVisitOptions } from './queries';
import { RecordEditor } from './record-editor';
import { RecordView } from './record-view';
import { useStoredDraft } from './use-draft';

interface RecordPanelProps {
  appointment: AppointmentRead;
  version: number | undefined;
  onVersion: (version: number | undefined) => void;
}

/** The record of the visit: being written, or written; nothing where nobody came. */
export function RecordPanel({ appointment, version, onVersion }: RecordPanelProps) {
  const { t } = useTranslation('doctor');
  const records = useQuery(recordOfVisitOptions(appointment));
  const [leftover, setLeftover] = useState<Content | null>(null);
  if (records.isPending) {
    return <PanelSkeleton />;
  }
  if (records.data === undefined) {
    return <ProblemAlert error={records.error} retry={() => void records.refetch()} />;
  }
  const record = recordOf(records.data.items, appointment);
  if (record !== null) {
    return (
      <RecordView
        key={record.id}
        appointment={appointment}
        record={record}
        version={version}
        onVersion={onVersion}
        leftover={leftover}
        onLeftoverUsed={() => setLeftover(null)}
      />
    );
  }
  if (!canPrepare(appointment.status)) {
    return (
      <Card withBorder>
        <Text c="dimmed">{t('record.none')}</Text>
      </Card>
    );
  }
  return <StoredEditor appointment={appointment} onWrittenElsewhere={setLeftover} />;
}

interface StoredEditorProps {
  appointment: AppointmentRead;
  onWrittenElsewhere: (typed: Content) => void;
}

/** The editor, once it is known what was typed before. */
function StoredEditor({ appointment, onWrittenElsewhere }: StoredEditorProps) {
  const stored = useStoredDraft(appointment.id, true);
  const [other, setOther] = useState<{ draft: DraftRead | null; count: number } | null>(null);
  if (stored.isPending) {
    return <PanelSkeleton />;
  }
  if (stored.data === undefined) {
    return <ProblemAlert error={stored.error} retry={() => void stored.refetch()} />;
  }
  return (
    <RecordEditor
      // Another text begins anew.
      key={`${appointment.id} ${other?.count ?? 0}`}
      appointment={appointment}
      stored={other === null ? stored.data : other.draft}
      onTakeOther={(draft) => setOther({ draft, count: (other?.count ?? 0) + 1 })}
      onWrittenElsewhere={onWrittenElsewhere}
    />
  );
}

function PanelSkeleton() {
  return (
    <Card withBorder aria-busy="true">
      <Stack>
        <Skeleton height={20} width="8rem" />
        <Skeleton height={56} />
        <Skeleton height={120} />
        <Skeleton height={90} />
      </Stack>
    </Card>
  );
}
