import { Alert, Badge, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { revokeApiKey, type ApiKeyMadeRead, type ApiKeyRead } from '@/client';
import { listApiKeysOptions, listApiKeysQueryKey } from '@/client/@tanstack/react-query.gen';
import { FormDrawer } from '@/shared/forms/form-drawer';
import { DataTable, type Column } from '@/shared/tables/data-table';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';
import { EmptyState } from '@/shared/ui/empty-state';
import { notifyDone } from '@/shared/ui/notify';
import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { QueryProblem } from '@/shared/ui/query-problem';

import { KeyForm } from './key-form';
import { keyOf, SCOPES, stateOf, type Scope } from './scopes';

function useColumns(now: number): Column<ApiKeyRead>[] {
  const { t } = useTranslation('security');
  const format = useFormat();
  const known = (scope: string): scope is Scope => SCOPES.some((each) => each === scope);
  return [
    { key: 'name', header: t('keys.name'), render: ({ name }) => name },
    {
      key: 'scopes',
      header: t('keys.scopes'),
      render: ({ scopes }) =>
        scopes.map((scope) => (
          <div key={scope}>{known(scope) ? t(`keys.scope.${keyOf(scope)}`) : scope}</div>
        )),
    },
    { key: 'by', header: t('keys.created_by'), render: (row) => row.created_by_name },
    {
      key: 'expires',
      header: t('keys.expires'),
      render: ({ expires_at: at }) => format.dayOf(at, 'UTC'),
    },
    {
      key: 'used',
      header: t('keys.last_used'),
      render: ({ last_used_at: at }) => (at === null ? t('keys.never_used') : format.ago(at, now)),
    },
    {
      key: 'state',
      header: t('keys.state'),
      render: (row) => {
        const state = stateOf(row, now);
        return (
          <Badge variant="light" tt="none" color={state === 'good' ? 'praxis' : 'gray'}>
            {t(`keys.states.${state}`)}
          </Badge>
        );
      },
    },
  ];
}

/** Programs that may read or write here. */
export function KeysPage() {
  const { t } = useTranslation(['security', 'common']);
  const now = useNow();
  const queries = useQueryClient();
  const query = useQuery(listApiKeysOptions());
  const columns = useColumns(now);
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<ApiKeyMadeRead | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: listApiKeysQueryKey() });
  const revoke = useMutation({
    mutationFn: (key: ApiKeyRead) => revokeApiKey({ path: { api_key_id: key.id } }),
    onSuccess: async (_, { name }) => {
      await refresh();
      notifyDone(t('keys.revoked', { name }));
    },
  });
  const rows = query.data?.items ?? [];
  return (
    <Page
      title={t('common:nav.keys')}
      description={t('keys.description')}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t('keys.add')}
        </Button>
      }
    >
      <QueryProblem query={query} />
      {revoke.error !== null && <ProblemAlert error={revoke.error} />}
      {made !== null && <Made made={made} />}
      {query.data !== undefined && rows.length === 0 && (
        <EmptyState icon={IconKey} title={t('keys.none')} hint={t('keys.none_hint')} />
      )}
      {rows.length > 0 && (
        <DataTable
          rows={rows}
          columns={columns}
          rowKey={({ id }) => id}
          actions={(row) =>
            row.revoked_at === null && (
              <Button
                variant="default"
                size="xs"
                aria-label={t('keys.revoke_named', { name: row.name })}
                loading={revoke.isPending && revoke.variables.id === row.id}
                onClick={() => revoke.mutate(row)}
              >
                {t('keys.revoke')}
              </Button>
            )
          }
        />
      )}
      <FormDrawer opened={adding} title={t('keys.add')} onClose={() => setAdding(false)}>
        <KeyForm
          onMade={(key) => {
            setMade(key);
            setAdding(false);
            void refresh();
          }}
        />
      </FormDrawer>
    </Page>
  );
}

function Made({ made }: { made: ApiKeyMadeRead }) {
  const { t } = useTranslation('security');
  return (
    <Alert
      role="status"
      color="praxis"
      variant="light"
      title={t('keys.made_title', { name: made.name })}
    >
      <Stack gap="sm">
        <Text size="sm">{t('keys.made_text')}</Text>
        <Code
          block
          dir="ltr"
          tabIndex={0}
          role="region"
          aria-label={t('keys.made_title', { name: made.name })}
        >
          {made.key}
        </Code>
        <Group>
          <CopyButton value={made.key}>
            {({ copied, copy }) => (
              <Button size="xs" onClick={copy}>
                {t(copied ? 'codes.copied' : 'keys.copy')}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </Alert>
  );
}
