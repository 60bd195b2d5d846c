import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { endMyOtherSessions, endMySession, type SessionRead } from '@/client';
import { listMySessionsOptions, listMySessionsQueryKey } from '@/client/@tanstack/react-query.gen';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';
import { notifyDone } from '@/shared/ui/notify';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { QueryProblem } from '@/shared/ui/query-problem';

function useDevice(): (session: SessionRead) => string {
  const { t } = useTranslation('security');
  return ({ browser, system }) => {
    if (browser !== null && system !== null) {
      return t('sessions.device', { browser, system });
    }
    return browser ?? system ?? t('sessions.unknown');
  };
}

export function SessionList() {
  const { t } = useTranslation('security');
  const queries = useQueryClient();
  const query = useQuery(listMySessionsOptions());
  const refresh = () => queries.invalidateQueries({ queryKey: listMySessionsQueryKey() });
  const end = useMutation({
    mutationFn: (id: string) => endMySession({ path: { session_id: id } }),
    onSuccess: async () => {
      await refresh();
      notifyDone(t('sessions.ended'));
    },
  });
  const others = useMutation({
    mutationFn: () => endMyOtherSessions(),
    onSuccess: async () => {
      await refresh();
      notifyDone(t('sessions.ended_others'));
    },
  });
  const sessions = query.data?.items ?? [];
  const error = end.error ?? others.error;
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t('sessions.title')}
      </Title>
      <QueryProblem query={query} />
      {error !== null && <ProblemAlert error={error} />}
      {sessions.map((session) => (
        <Line
          key={session.id}
          session={session}
          busy={end.isPending && end.variables === session.id}
          onEnd={() => end.mutate(session.id)}
        />
      ))}
      {sessions.length > 1 && (
        <div>
          <Button
            variant="default"
            size="xs"
            loading={others.isPending}
            onClick={() => others.mutate()}
          >
            {t('sessions.end_others')}
          </Button>
        </div>
      )}
    </Stack>
  );
}

interface LineProps {
  session: SessionRead;
  busy: boolean;
  onEnd: () => void;
}

function Line({ session, busy, onEnd }: LineProps) {
  const { t } = useTranslation('security');
  const format = useFormat();
  const now = useNow();
  const device = useDevice()(session);
  const { address } = session;
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Group gap="xs">
          <Text size="sm" fw={500}>
            {device}
          </Text>
          {session.current && (
            <Badge variant="light" tt="none">
              {t('sessions.current')}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {t('sessions.last_used', { when: format.ago(session.last_used_at, now) })}
          {address === null ? '' : ` ${t('sessions.address', { address })}`}
        </Text>
      </div>
      {!session.current && (
        <Button
          variant="default"
          size="xs"
          aria-label={t('sessions.end_named', { device })}
          loading={busy}
          onClick={onEnd}
        >
          {t('sessions.end')}
        </Button>
      )}
    </Group>
  );
}
