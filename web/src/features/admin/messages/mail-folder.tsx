import { Alert, Stack, Text } from '@mantine/core';
import { IconInfoCircle, IconMail } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { FolderMailRead } from '@/client';
import {
  getFolderMailOptions,
  listFolderMailsInfiniteOptions,
} from '@/client/@tanstack/react-query.gen';
import { FormDrawer } from '@/shared/forms/form-drawer';
import { BesideLink, useBeside } from '@/shared/tables/beside';
import { Loaded } from '@/shared/tables/loaded';
import { PagedTable, type Column } from '@/shared/tables/paged-table';
import { PAGING } from '@/shared/tables/paging';
import { useFormat } from '@/shared/time/use-format';
import { EmptyState } from '@/shared/ui/empty-state';

import { usePracticeZone } from '../kit/use-practice-zone';
import { MailView } from './mail-view';
import { LOOK_MS, useQueue } from './use-queue';

function useColumns(): Column<FolderMailRead>[] {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const zone = usePracticeZone();
  return [
    {
      key: 'subject',
      header: t('mail.subject'),
      render: ({ id, subject }) => (
        <BesideLink edit={id}>{subject ?? t('mail.unreadable')}</BesideLink>
      ),
    },
    { key: 'to', header: t('mail.to'), render: ({ to }) => <Address>{to}</Address> },
    {
      key: 'sent',
      header: t('mail.sent'),
      render: ({ sent_at: at }) =>
        at === null ? '–' : t('at', { day: format.dayOf(at, zone), time: format.time(at, zone) }),
    },
  ];
}

function Address({ children }: { children: string | null }) {
  return (
    <Text size="sm" component="span" style={{ overflowWrap: 'anywhere' }}>
      {children ?? '–'}
    </Text>
  );
}

/** Mails that went into the folder, for want of a server that sends them. */
export function MailFolder() {
  const { t } = useTranslation('messages');
  const queue = useQueue();
  const { edit, close } = useBeside();
  const query = useInfiniteQuery({
    ...listFolderMailsInfiniteOptions({ query: { count: true } }),
    ...PAGING,
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_MS,
  });
  const smtp = queue.data?.mail_goes_to === 'smtp';
  return (
    <Stack gap="md">
      {queue.data !== undefined && (
        <Alert
          color="gray"
          variant="light"
          role="note"
          icon={<IconInfoCircle aria-hidden />}
          title={t(smtp ? 'folder.smtp' : 'folder.instead')}
        >
          <Text size="sm">{t(smtp ? 'folder.smtp_hint' : 'folder.instead_hint')}</Text>
        </Alert>
      )}
      <PagedTable
        label={t('tab.folder')}
        query={query}
        columns={useColumns()}
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={IconMail}
            title={t('folder.none')}
            hint={t(smtp ? 'folder.smtp_hint' : 'folder.none_hint')}
          />
        }
      />
      <FormDrawer opened={edit !== undefined} onClose={close} title={t('mail.title')}>
        {edit !== undefined && <OneMail key={edit} id={edit} />}
      </FormDrawer>
    </Stack>
  );
}

function OneMail({ id }: { id: string }) {
  const query = useQuery({
    ...getFolderMailOptions({ path: { mail_id: id } }),
    // A mail does not change, and each reading of one leaves a trace.
    staleTime: Infinity,
  });
  return <Loaded query={query}>{(mail) => <MailView mail={mail} />}</Loaded>;
}
