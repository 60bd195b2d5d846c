import { FileButton, Group, Stack, Text } from '@mantine/core';
import { IconDownload, IconPaperclip } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { attachFile, getAttachment, type AttachmentRead, type RecordRead } from '@/client';
import { saveFile } from '@/shared/api/save-file';
import { BusyButton } from '@/shared/forms/busy-button';
import { useIdempotencyKey } from '@/shared/forms/use-idempotency-key';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { ProblemAlert, useProblemText } from '@/shared/ui/problem-alert';

import { formatFileSize } from './file-size';
import { reloadRecords } from './queries';
import classes from './visit.module.css';

const ACCEPTED = 'application/pdf,image/jpeg,image/png';

/** Saves a file of the server under its name; it is never opened in the page. */
async function download(recordId: string, { id, filename }: AttachmentRead): Promise<void> {
  const { data } = await getAttachment({
    path: { record_id: recordId, attachment_id: id },
    parseAs: 'blob',
  });
  saveFile(data, filename);
}

function Files({ record }: { record: RecordRead }) {
  const { t, i18n } = useTranslation('doctor');
  const textOf = useProblemText();
  const saving = useMutation({
    mutationFn: (file: AttachmentRead) => download(record.id, file),
    onError: (error) => notifyProblem(textOf(error)),
  });
  return (
    // Safari takes a list without bullets for no list, unless told.
    // eslint-disable-next-line jsx-a11y/no-redundant-roles
    <ul className={classes.files} role="list" aria-label={t('files.title')}>
      {record.attachments.map((file) => (
        <li key={file.id}>
          <BusyButton
            variant="subtle"
            size="compact-sm"
            busy={saving.isPending && saving.variables.id === file.id}
            leftSection={<IconDownload size={14} aria-hidden />}
            aria-label={t('files.download', { name: file.filename })}
            onClick={() => saving.mutate(file)}
          >
            <bdi>{file.filename}</bdi>
          </BusyButton>
          <Text span size="sm" c="dimmed">
            {formatFileSize(file.size_bytes, i18n.language)}
          </Text>
        </li>
      ))}
    </ul>
  );
}

interface AttachmentsProps {
  record: RecordRead;
  /** Whether files can be added here. */
  canAdd?: boolean;
}

/** The files of a record: saved by everybody who may read it, added by its author. */
export function Attachments({ record, canAdd = false }: AttachmentsProps) {
  const { t } = useTranslation('doctor');
  if (record.attachments.length === 0 && !canAdd) {
    return null;
  }
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        {t('files.title')}
      </Text>
      {record.attachments.length > 0 && <Files record={record} />}
      {canAdd && <AddFiles record={record} />}
    </Stack>
  );
}

function AddFiles({ record }: { record: RecordRead }) {
  const { t } = useTranslation('doctor');
  const client = useQueryClient();
  const keyOf = useIdempotencyKey();
  const reset = useRef<() => void>(null);
  const adding = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) {
        await attachFile({
          path: { record_id: record.id },
          headers: {
            'Idempotency-Key': keyOf([file.name, file.size, file.lastModified]),
          },
          body: { file },
        });
        notifyDone(t('files.added', { name: file.name }));
      }
    },
    onSettled: () => {
      // The same file can be chosen again after a fault.
      reset.current?.();
      return reloadRecords(client);
    },
  });
  return (
    <Stack gap="xs" align="flex-start">
      <Group gap="sm">
        <FileButton
          multiple
          accept={ACCEPTED}
          resetRef={reset}
          onChange={(files) => {
            if (files.length > 0) {
              adding.mutate(files);
            }
          }}
          inputProps={{ 'aria-label': t('files.add'), tabIndex: -1 }}
        >
          {(props) => (
            <BusyButton
              variant="default"
              size="xs"
              busy={adding.isPending}
              leftSection={<IconPaperclip size={14} aria-hidden />}
              {...props}
            >
              {t('files.add')}
            </BusyButton>
          )}
        </FileButton>
        <Text size="xs" c="dimmed">
          {t('files.kinds')}
        </Text>
      </Group>
      {adding.isError && <ProblemAlert error={adding.error} />}
    </Stack>
  );
}
