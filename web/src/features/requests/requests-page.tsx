import { Card, NativeSelect, Skeleton, Stack } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { listAppointmentsOptions } from '@/client/@tanstack/react-query.gen';
import { visitElementId } from '@/shared/appointments/focus';
import { usePollMs } from '@/shared/live/use-live';
import { useHasRole } from '@/shared/session/use-session';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';
import { EmptyState } from '@/shared/ui/empty-state';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { QueryProblem } from '@/shared/ui/query-problem';

import { RequestCard } from './request-card';
import { doctorsOf, inOrder } from './requests';
import classes from './requests.module.css';

const REFRESH_MS = 30_000;

interface RequestsPageProps {
  /** Of the address: only what this doctor is asked for. */
  doctorId: string | undefined;
  onDoctor: (doctorId: string | undefined) => void;
}

/** Visits awaiting approval: a doctor's own, or for the desk all of them. */
export function RequestsPage({ doctorId, onDoctor }: RequestsPageProps) {
  const { t } = useTranslation(['doctor', 'common']);
  const format = useFormat();
  const now = useNow();
  const requests = useQuery({
    ...listAppointmentsOptions({ query: { status: ['pending'], limit: 200 } }),
    refetchInterval: usePollMs(REFRESH_MS),
  });
  const waiting = requests.data && inOrder(requests.data.items, now);
  const doctors = waiting === undefined ? [] : doctorsOf(waiting);
  const shown = waiting?.filter(({ doctor_id }) => doctor_id === (doctorId ?? doctor_id));
  const count = shown?.length ?? 0;
  return (
    <Page
      title={t('common:nav.requests')}
      width="content"
      description={
        <span role="status">
          {shown !== undefined &&
            count > 0 &&
            t('requests.waiting', { count, number: format.number(count) })}
        </span>
      }
      actions={
        (doctors.length > 1 || doctorId !== undefined) && (
          <NativeSelect
            aria-label={t('requests.doctor')}
            value={doctorId ?? ''}
            data={[
              { value: '', label: t('requests.all_doctors') },
              ...doctors.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={({ currentTarget: { value } }) => onDoctor(value === '' ? undefined : value)}
          />
        )
      }
    >
      {requests.isPending && <RequestsSkeleton />}
      <QueryProblem query={requests} />
      {shown !== undefined && count === 0 && <NoRequests />}
      {shown !== undefined && count > 0 && <RequestList requests={shown} now={now} />}
    </Page>
  );
}

/** After a decision the focus goes to the next request, or to the one before the last. */
function buttonOf(request: AppointmentRead | undefined): HTMLElement | null {
  const row = request && document.getElementById(visitElementId(request.id));
  return row?.querySelector<HTMLElement>('button') ?? null;
}

function RequestList({ requests, now }: { requests: readonly AppointmentRead[]; now: number }) {
  const { t } = useTranslation(['doctor', 'common']);
  return (
    // Safari takes a list without bullets for no list, unless told.
    // eslint-disable-next-line jsx-a11y/no-redundant-roles
    <ul className={classes.list} role="list" aria-label={t('common:nav.requests')}>
      {requests.map((request, index) => (
        <li key={request.id}>
          <RequestCard
            request={request}
            now={now}
            focusNext={() => buttonOf(requests[index + 1]) ?? buttonOf(requests[index - 1])}
          />
        </li>
      ))}
    </ul>
  );
}

function NoRequests() {
  const { t } = useTranslation('doctor');
  const isDoctor = useHasRole('doctor');
  const link = isDoctor ? '/today' : '/board';
  return (
    <EmptyState
      icon={IconInbox}
      title={t('requests.empty')}
      hint={t('requests.empty_hint')}
      action={
        <ButtonLink to={link} variant="light">
          {isDoctor ? t('requests.to_today') : t('requests.to_board')}
        </ButtonLink>
      }
    />
  );
}

function RequestsSkeleton() {
  return (
    <Stack aria-busy="true">
      {[1, 2, 3].map((row) => (
        <Card withBorder key={row}>
          <Stack gap="xs">
            <Skeleton height={20} width="40%" />
            <Skeleton height={16} width="60%" />
            <Skeleton height={36} width="16rem" />
          </Stack>
        </Card>
      ))}
    </Stack>
  );
}
