import { Badge, Group, Stack, Text } from '@mantine/core';
import { IconMailQuestion, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { updateUser, type UserRead } from '@/client';
import { searchUsersInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { useUser } from '@/shared/session/use-session';
import { BesideButton, BesideLink } from '@/shared/tables/beside';
import { FilterSelect, SearchField } from '@/shared/tables/filters';
import { PagedTable, type Column } from '@/shared/tables/paged-table';
import { PAGING } from '@/shared/tables/paging';
import { choiceParam, NEW } from '@/shared/tables/search';
import { useRefresh } from '@/shared/tables/use-refresh';
import { useSearchState } from '@/shared/tables/use-search-state';
import { useFormat } from '@/shared/time/use-format';
import { Page } from '@/shared/ui/page';

import { ActivationButton, ActiveBadge } from '../kit/activation';
import { EmptyList } from '../kit/empty-list';
import { useActivation } from '../kit/use-activation';
import { usePracticeZone } from '../kit/use-practice-zone';
import { ROLES, STANDINGS, type UsersSearch } from './search';
import { UserDrawer } from './user-drawer';

function UserName({ user }: { user: UserRead }) {
  return (
    <Stack gap={0}>
      <BesideLink edit={user.id}>{user.full_name}</BesideLink>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {user.email}
      </Text>
    </Stack>
  );
}

function Standing({ user }: { user: UserRead }) {
  const { t } = useTranslation('admin');
  return (
    <Group gap={4}>
      <ActiveBadge active={user.active} />
      {!user.email_verified && (
        <Badge
          color="yellow"
          variant="light"
          tt="none"
          fw={600}
          leftSection={<IconMailQuestion size={12} aria-hidden />}
        >
          {t('users.unverified')}
        </Badge>
      )}
    </Group>
  );
}

function useColumns(): Column<UserRead>[] {
  const { t } = useTranslation(['admin', 'common']);
  const format = useFormat();
  const zone = usePracticeZone();
  return [
    { key: 'name', header: t('users.name'), render: (user) => <UserName user={user} /> },
    { key: 'role', header: t('users.role'), render: ({ role }) => t(`common:role.${role}`) },
    {
      key: 'mobile',
      header: t('users.mobile'),
      render: ({ mobile }) => <span dir="ltr">{mobile ?? '–'}</span>,
    },
    {
      key: 'created',
      header: t('users.created'),
      render: ({ created_at: at }) => format.dayOf(at, zone, 'numeric'),
    },
    { key: 'standing', header: t('users.standing'), render: (user) => <Standing user={user} /> },
  ];
}

interface UserFiltersProps {
  q: string | undefined;
  onSearch: (q: string | undefined) => void;
}

function UserFilters({ q, onSearch }: UserFiltersProps) {
  const { t } = useTranslation(['admin', 'common']);
  const [search, change] = useSearchState<UsersSearch>();
  return (
    <Group gap="sm" align="flex-end">
      <SearchField label={t('users.search')} value={q} onChange={onSearch} />
      <FilterSelect
        label={t('users.role')}
        all={t('list.all')}
        data={ROLES.map((role) => ({ value: role, label: t(`common:role.${role}`) }))}
        value={search.role}
        onChange={(role) => change({ role: choiceParam(role, ROLES) })}
      />
      <FilterSelect
        label={t('users.standing')}
        all={t('list.all')}
        data={STANDINGS.map((each) => ({ value: each, label: t(`activation.${each}`) }))}
        value={search.standing}
        onChange={(standing) => change({ standing: choiceParam(standing, STANDINGS) })}
      />
    </Group>
  );
}

export function UsersPage() {
  const { t } = useTranslation(['admin', 'common']);
  const [{ role, standing }] = useSearchState<UsersSearch>();
  // Not in the address: names belong in none.
  const [q, setQ] = useState<string>();
  const own = useUser();
  const refresh = useRefresh();
  const active = standing === undefined ? undefined : standing === 'active';
  const query = useInfiniteQuery({
    ...searchUsersInfiniteOptions({ body: { q, role, active, count: true } }),
    ...PAGING,
    initialPageParam: { body: {} },
    placeholderData: keepPreviousData,
  });
  const activation = useActivation<UserRead>({
    change: async (user, on, ifMatch) => {
      const { data } = await updateUser({
        path: { user_id: user.id },
        body: { active: on },
        headers: { 'if-match': ifMatch },
      });
      return data;
    },
    nameOf: (user) => user.full_name,
    refresh: () => refresh('searchUsers', 'getUser', 'listDoctors'),
  });
  return (
    <Page
      title={t('common:nav.users')}
      description={t('users.description')}
      actions={
        <BesideButton edit={NEW} leftSection={<IconUserPlus size={16} aria-hidden />}>
          {t('users.add')}
        </BesideButton>
      }
    >
      <UserFilters q={q} onSearch={setQ} />
      <PagedTable
        label={t('common:nav.users')}
        query={query}
        columns={useColumns()}
        rowKey={(user) => user.id}
        actions={(user) =>
          user.id !== own?.id && (
            <ActivationButton row={user} name={user.full_name} activation={activation} />
          )
        }
        empty={
          <EmptyList
            filtered={q !== undefined || role !== undefined || standing !== undefined}
            icon={IconUsers}
            title={t('users.none')}
            hint={t('users.none_hint')}
            onClear={() => setQ(undefined)}
          />
        }
      />
      <UserDrawer />
    </Page>
  );
}
