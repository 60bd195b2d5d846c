import { Group, Paper, Skeleton, Stack, Switch, Text, Title } from '@mantine/core';
import { IconEye, IconPencil, IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { listPatientAccessesInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { useSignedInUser } from '@/shared/session/use-session';
import { PAGING, rowsOf } from '@/shared/tables/paging';
import { useFormat } from '@/shared/time/use-format';
import { visitorZone } from '@/shared/time/zones';
import { EmptyState } from '@/shared/ui/empty-state';
import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { More } from '@/shared/visits/more';
import { PatientFilter } from '@/shared/visits/patient-filter';
import { useOwnPatients } from '@/shared/visits/use-own-patients';

import classes from './access-log.module.css';
import { accessesByDay, type Access } from './days';
import { actionKey, isReading } from './words';

export interface AccessLogFilter {
  patient?: string | undefined;
  /** Also what the account itself did. */
  own?: boolean | undefined;
}

interface AccessLogPageProps {
  filter: AccessLogFilter;
  onFilter: (filter: AccessLogFilter) => void;
}

export function AccessLogPage({ filter, onFilter }: AccessLogPageProps) {
  const { t } = useTranslation('records');
  const patients = useOwnPatients();
  const known = patients.data ?? [];
  const patientId = filter.patient ?? known[0]?.id;
  return (
    <Page title={t('access.title')} description={t('access.description')} width="reading">
      <Group justify="space-between" align="flex-end">
        <PatientFilter
          noAll
          patients={known}
          value={patientId}
          onChange={(patient) => onFilter({ ...filter, patient })}
        />
        <Switch
          label={t('access.others_only')}
          checked={filter.own !== true}
          onChange={({ currentTarget }) =>
            onFilter({ ...filter, own: currentTarget.checked ? undefined : true })
          }
        />
      </Group>
      {patients.isError && (
        <ProblemAlert error={patients.error} retry={() => void patients.refetch()} />
      )}
      {patientId !== undefined && <Accesses patientId={patientId} others={filter.own !== true} />}
      {patients.isSuccess && patientId === undefined && (
        <EmptyState icon={IconShieldCheck} title={t('access.no_patient')} />
      )}
    </Page>
  );
}

function Accesses({ patientId, others }: { patientId: string; others: boolean }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const zone = useSignedInUser().time_zone ?? visitorZone();
  const path = { patient_id: patientId };
  const query = useInfiniteQuery({
    ...listPatientAccessesInfiniteOptions({ path, query: { others, limit: 100 } }),
    ...PAGING,
    initialPageParam: { path },
  });
  if (query.isPending) {
    return (
      <Stack gap="sm" aria-busy="true">
        <Skeleton height={28} width={180} />
        <Skeleton height={120} />
        <Skeleton height={120} />
      </Stack>
    );
  }
  if (query.isError) {
    return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  }
  const days = accessesByDay(rowsOf(query), zone);
  if (days.length === 0) {
    return (
      <EmptyState icon={IconShieldCheck} title={t('access.none')} hint={t('access.none_hint')} />
    );
  }
  return (
    <Stack gap="lg">
      {days.map(({ day, accesses }) => (
        <Stack key={day} gap="xs" component="section">
          <Title order={2} size="h5">
            {format.day(day, 'long')}
          </Title>
          <Paper withBorder px="md">
            <ul className={classes.list}>
              {accesses.map((access) => (
                <li key={access.latest.id}>
                  <AccessLine access={access} zone={zone} />
                </li>
              ))}
            </ul>
          </Paper>
        </Stack>
      ))}
      <More query={query} />
    </Stack>
  );
}

function useActor(): (access: Access['latest']) => string {
  const { t } = useTranslation(['records', 'common']);
  return ({ actor_name, actor_role }) => {
    const role =
      actor_role === 'admin' || actor_role === 'doctor' || actor_role === 'staff'
        ? t(`common:role.${actor_role}`)
        : null;
    if (actor_name !== null) {
      return role === null ? actor_name : t('access.actor', { name: actor_name, role });
    }
    if (actor_role === 'patient') {
      return t('access.you');
    }
    return actor_role === 'anonymous' ? t('access.visitor') : (role ?? t('access.system'));
  };
}

function AccessLine({ access, zone }: { access: Access; zone: string }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const actorOf = useActor();
  const { latest, count } = access;
  const Icon = isReading(latest.action) ? IconEye : IconPencil;
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <Icon size={18} aria-hidden className={classes.icon} />
      <div className={classes.what}>
        <Text>
          {t(`access.did.${actionKey(latest.action)}`)}
          {count > 1 && ` ${t('access.times', { count })}`}
        </Text>
        <Text size="sm" c="dimmed">
          {actorOf(latest)}
        </Text>
        {latest.reason !== null && (
          <Text size="sm">{t('access.reason', { reason: latest.reason })}</Text>
        )}
      </div>
      <Text size="sm" c="dimmed" className={classes.time}>
        {format.time(latest.at, zone)}
      </Text>
    </Group>
  );
}
