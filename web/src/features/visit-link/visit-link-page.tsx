import { Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { readVisitLink, type Problem, type VisitLinkRead } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { Answer } from './answer';
import { CancelForm } from './cancel-form';
import { Facts } from './facts';
import type { VisitLink } from './link';

const VOID = {
  'notifications.bad_link': 'bad',
  'notifications.link_expired': 'expired',
  'notifications.link_outdated': 'outdated',
} as const;

function voidReason({ code }: Problem): (typeof VOID)[keyof typeof VOID] | null {
  return code in VOID ? VOID[code as keyof typeof VOID] : null;
}

/** What a patient does from a mail, without an account: look at one visit, confirm it, cancel it. */
export function VisitLinkPage({ link }: { link: VisitLink | null }) {
  return link === null ? <VoidLink reason="bad" /> : <OneVisit key={link.token} link={link} />;
}

function OneVisit({ link }: { link: VisitLink }) {
  const { t } = useTranslation('link');
  const client = useQueryClient();
  const queryKey = ['visit-link', link.token];
  const query = useQuery({
    queryKey,
    queryFn: async () => (await readVisitLink({ body: { token: link.token } })).data,
  });
  const reason = query.error === null ? null : voidReason(problemOf(query.error));
  if (reason !== null) {
    return <VoidLink reason={reason} />;
  }
  if (query.data === undefined) {
    return (
      <Sheet key="wait" title={t('title')}>
        {query.isError ? (
          <ProblemAlert error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Stack gap="sm" aria-busy="true">
            <Skeleton height={120} />
            <Skeleton height={44} />
            <Skeleton height={44} />
          </Stack>
        )}
      </Sheet>
    );
  }
  return (
    <Visit
      visit={query.data}
      link={link}
      onChanged={(visit) => client.setQueryData(queryKey, visit)}
      onVoid={() => void query.refetch()}
    />
  );
}

interface VisitProps {
  visit: VisitLinkRead;
  link: VisitLink;
  onChanged: (visit: VisitLinkRead) => void;
  onVoid: () => void;
}

type Done = 'confirmed' | 'cancelled';

function Visit({ visit, link, onChanged, onVoid }: VisitProps) {
  const { t } = useTranslation('link');
  const [cancelling, setCancelling] = useState(link.wants === 'cancel' && visit.can_cancel);
  const [done, setDone] = useState<Done>();
  const cancelled = visit.status === 'cancelled';
  const change = (outcome: Done) => (changed: VisitLinkRead) => {
    onChanged(changed);
    setDone(outcome);
    setCancelling(false);
  };
  const refused = (error: unknown) => {
    if (voidReason(problemOf(error)) !== null) {
      onVoid();
    }
  };
  const title = cancelled ? t('cancelled') : done === 'confirmed' ? t('confirmed') : t('title');
  return (
    // The title says what came of it, and takes the focus from the button that went.
    <Sheet key={done ?? 'ask'} title={title}>
      <Facts visit={visit} />
      {cancelling ? (
        <CancelForm
          visit={visit}
          token={link.token}
          onDone={change('cancelled')}
          onKeep={() => setCancelling(false)}
          onRefused={refused}
        />
      ) : (
        <Answer
          visit={visit}
          token={link.token}
          takesFocus={link.wants === 'confirm' && done === undefined}
          onConfirmed={change('confirmed')}
          onCancel={() => setCancelling(true)}
          onRefused={refused}
        />
      )}
    </Sheet>
  );
}

function VoidLink({ reason }: { reason: 'bad' | 'expired' | 'outdated' }) {
  const { t } = useTranslation('link');
  return (
    <Sheet key="void" title={t('void.title')}>
      <Text>{t(`void.${reason}`)}</Text>
      <ButtonLink to="/visits" size="md" style={{ alignSelf: 'flex-start' }}>
        {t('see_visits')}
      </ButtonLink>
    </Sheet>
  );
}

function Sheet({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Page title={title} width="reading">
      <Paper withBorder p={{ base: 'md', xs: 'xl' }}>
        <Stack gap="lg">{children}</Stack>
      </Paper>
    </Page>
  );
}
