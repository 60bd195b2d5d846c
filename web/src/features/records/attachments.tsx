import { Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getAttachment, type AttachmentRead } from '@/client';
import { saveFile } from '@/shared/api/save-file';
import { BusyButton } from '@/shared/forms/busy-button';
import { notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

import { sizeOf } from './sizes';

async function download(recordId: string, file: AttachmentRead): Promise<void> {
  const { data } = await getAttachment({
    path: { record_id: recordId, attachment_id: file.id },
    parseAs: 'blob',
  });
  saveFile(data, file.filename);
}

export function Attachments({ recordId, files }: { recordId: string; files: AttachmentRead[] }) {
  return (
    <Stack gap="xs">
      {files.map((file) => (
        <Attachment key={file.id} recordId={recordId} file={file} />
      ))}
    </Stack>
  );
}

function Attachment({ recordId, file }: { recordId: string; file: AttachmentRead }) {
  const { t, i18n } = useTranslation('records');
  const textOf = useProblemText();
  const { mutate, isPending } = useMutation({
    mutationFn: () => download(recordId, file),
    onError: (error) => notifyProblem(textOf(error)),
  });
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Text style={{ overflowWrap: 'anywhere' }}>{file.filename}</Text>
        <Text size="sm" c="dimmed">
          {sizeOf(file.size_bytes, i18n.language)}
        </Text>
      </div>
      <BusyButton
        variant="default"
        size="xs"
        busy={isPending}
        leftSection={<IconDownload size={14} aria-hidden />}
        aria-label={t('download_named', { name: file.filename })}
        onClick={() => mutate()}
      >
        {t('download')}
      </BusyButton>
    </Group>
  );
}
