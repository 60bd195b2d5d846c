import { Group, Loader, Skeleton, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { IconSearch, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useRecentPatients } from '@/shared/patients/recent';
import { usePatientSearch, type PatientMatches } from '@/shared/patients/use-patient-search';
import { useHasRole } from '@/shared/session/use-session';
import { useSearchState } from '@/shared/tables/use-search-state';
import { EmptyState } from '@/shared/ui/empty-state';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { keepTyped, lastTyped } from './last-typed';
import { PatientList } from './patient-list';
import type { PatientsSearch } from './search';

const LIMIT = 25;

function Matches({ found, typed }: { found: PatientMatches; typed: string }) {
  const { t } = useTranslation('desk');
  if (found.error !== null) {
    return <ProblemAlert error={found.error} />;
  }
  if (found.pending && found.matches.length === 0) {
    return (
      <Stack gap="xs" aria-busy="true">
        {Array.from({ length: 4 }, (_, row) => (
          <Skeleton key={row} height={56} />
        ))}
      </Stack>
    );
  }
  if (found.query === null) {
    return <Text c="dimmed">{t('patient.type_more')}</Text>;
  }
  if (found.matches.length === 0) {
    return (
      <EmptyState
        icon={IconUsers}
        title={t('patients.none', { typed: typed.trim() })}
        hint={t('patients.none_hint')}
      />
    );
  }
  return (
    <>
      <PatientList label={t('patient.matches')} patients={found.matches} />
      {found.more && <Text c="dimmed">{t('patient.more_matches')}</Text>}
    </>
  );
}

function Recent() {
  const { t } = useTranslation('desk');
  const recent = useRecentPatients();
  if (recent.length === 0) {
    return (
      <EmptyState icon={IconSearch} title={t('patients.start')} hint={t('patients.start_hint')} />
    );
  }
  return (
    <Stack gap="xs">
      <Title order={2} fz="md">
        {t('patient.recent')}
      </Title>
      <PatientList label={t('patient.recent')} patients={recent} />
    </Stack>
  );
}

/** Finds patients by name, mobile or date of birth; lists nobody who was not looked for. */
export function PatientsPage() {
  const { t } = useTranslation('desk');
  const [search, change] = useSearchState<PatientsSearch>();
  const [typed, setTyped] = useState(lastTyped);
  const isDesk = useHasRole('staff', 'admin');
  const field = useRef<HTMLInputElement>(null);
  const found = usePatientSearch(typed, { limit: LIMIT, includeInactive: search.inactive });
  const asked = typed.trim() !== '';
  useEffect(() => field.current?.focus(), []);
  return (
    <Page
      title={t('patients.title')}
      actions={
        isDesk && (
          <ButtonLink to="/patients/new" leftSection={<IconUserPlus size={18} aria-hidden />}>
            {t('patients.register')}
          </ButtonLink>
        )
      }
    >
      <Group align="flex-end" gap="md">
        <TextInput
          ref={field}
          type="search"
          label={t('patients.search')}
          description={t('patients.search_hint')}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={asked && found.pending ? <Loader size={16} aria-hidden /> : null}
          value={typed}
          autoComplete="off"
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            keepTyped(currentTarget.value);
          }}
          style={{ flex: '1 1 16rem' }}
        />
        <Switch
          label={t('patients.inactive_too')}
          checked={search.inactive === true}
          onChange={({ currentTarget }) => change({ inactive: currentTarget.checked || undefined })}
          py={8}
        />
      </Group>
      <div role="status">
        {asked && !found.pending && found.query !== null && (
          <Text size="sm" c="dimmed">
            {t('patient.found', { count: found.matches.length })}
          </Text>
        )}
      </div>
      {asked ? <Matches found={found} typed={typed} /> : <Recent />}
    </Page>
  );
}
