import { List, Stack, Tabs, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getFolderMailFile, type FolderMailWhole } from '@/client';
import { fileNameOf, saveFile } from '@/shared/api/save-file';
import { BusyButton } from '@/shared/forms/busy-button';
import { useFormat } from '@/shared/time/use-format';
import { notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

import { usePracticeZone } from '../kit/use-practice-zone';
import { MailFrame } from './mail-frame';
import classes from './messages.module.css';

async function saveMail(id: string): Promise<void> {
  const { data, response } = await getFolderMailFile({ path: { mail_id: id }, parseAs: 'blob' });
  const name = fileNameOf(response.headers.get('Content-Disposition'), `${id}.eml`);
  saveFile(data, name);
}

/** One mail as its recipient sees it, and as text. */
export function MailView({ mail }: { mail: FolderMailWhole }) {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const zone = usePracticeZone();
  const { subject, to, sent_at: at, text, html, attachments } = mail;
  return (
    <Stack gap="md" pb="lg">
      <Title order={3} size="h4" style={{ overflowWrap: 'anywhere' }}>
        {subject ?? t('mail.unreadable')}
      </Title>
      <dl className={classes.about}>
        <dt>{t('mail.to')}</dt>
        <dd>{to ?? '–'}</dd>
        {at !== null && (
          <>
            <dt>{t('mail.sent')}</dt>
            <dd>{t('at', { day: format.dayOf(at, zone), time: format.time(at, zone) })}</dd>
          </>
        )}
      </dl>
      <Tabs defaultValue={html === null ? 'text' : 'html'} keepMounted={false}>
        <Tabs.List>
          {html !== null && <Tabs.Tab value="html">{t('mail.html')}</Tabs.Tab>}
          <Tabs.Tab value="text">{t('mail.text')}</Tabs.Tab>
        </Tabs.List>
        {html !== null && (
          <Tabs.Panel value="html" pt="md">
            <MailFrame html={html} title={subject ?? t('mail.title')} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="text" pt="md">
          <pre className={classes.text}>{text ?? t('mail.no_text')}</pre>
        </Tabs.Panel>
      </Tabs>
      {attachments.length > 0 && (
        <div>
          <Text size="sm" fw={600}>
            {t('mail.attachments')}
          </Text>
          <List size="sm">
            {attachments.map((name) => (
              <List.Item key={name}>{name}</List.Item>
            ))}
          </List>
        </div>
      )}
      <Download id={mail.id} />
    </Stack>
  );
}

function Download({ id }: { id: string }) {
  const { t } = useTranslation('messages');
  const textOf = useProblemText();
  const { mutate, isPending } = useMutation({
    mutationFn: () => saveMail(id),
    onError: (error) => notifyProblem(textOf(error)),
  });
  return (
    <BusyButton
      variant="default"
      style={{ alignSelf: 'flex-start' }}
      leftSection={<IconDownload size={16} aria-hidden />}
      busy={isPending}
      onClick={() => mutate()}
    >
      {t('mail.download')}
    </BusyButton>
  );
}
