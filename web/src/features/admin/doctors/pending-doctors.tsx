import { Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { DoctorRead } from '@/client';
import { listDoctorsInfiniteOptions } from '@/client/@tanstack/react-query.gen';
import { BusyButton } from '@/shared/forms/busy-button';
import { languageName } from '@/shared/forms/choices';
import { BesideLink } from '@/shared/tables/beside';
import { ShowMore } from '@/shared/tables/paged-table';
import { PAGING, rowsOf } from '@/shared/tables/paging';
import { useKeptFocus } from '@/shared/tables/use-kept-focus';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';

import { useDecisions } from './use-decisions';

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <Text size="sm">
      <Text span size="sm" c="dimmed">
        {name}:{' '}
      </Text>
      {children}
    </Text>
  );
}

type Decisions = ReturnType<typeof useDecisions>;

function PendingDoctor({ doctor, decisions }: { doctor: DoctorRead; decisions: Decisions }) {
  const { t, i18n } = useTranslation('admin');
  const format = useFormat();
  const busy = decisions.busy === doctor.id;
  const name = doctor.full_name;
  const spoken = doctor.languages.map((code) => languageName(code, i18n.language));
  return (
    <Card withBorder padding="md" role="listitem">
      <Stack gap="sm" h="100%">
        <Stack gap={2}>
          <BesideLink edit={doctor.id}>{name}</BesideLink>
          <Text size="sm">{doctor.specialty}</Text>
        </Stack>
        <Stack gap={2} flex={1}>
          <Fact name={t('doctors.licence')}>{doctor.licence_number}</Fact>
          <Fact name={t('doctors.experience')}>
            {t('doctors.years', {
              count: doctor.experience_years,
              number: format.number(doctor.experience_years),
            })}
          </Fact>
          {spoken.length > 0 && (
            <Fact name={t('doctors.languages')}>
              {new Intl.ListFormat(i18n.language).format(spoken)}
            </Fact>
          )}
          {doctor.consultation_fee !== null && (
            <Fact name={t('doctors.fee')}>{format.money(doctor.consultation_fee)}</Fact>
          )}
          {doctor.user_id !== null && (
            <TextLink to="/admin/users" search={{ edit: doctor.user_id }} size="sm">
              {t('doctors.see_account')}
            </TextLink>
          )}
        </Stack>
        <Group gap="xs">
          <BusyButton
            size="sm"
            busy={busy}
            onClick={() => decisions.approve(doctor)}
            aria-label={t('doctors.approve_name', { name })}
          >
            {t('doctors.approve')}
          </BusyButton>
          <BusyButton
            size="sm"
            variant="default"
            busy={busy}
            onClick={() => decisions.decline(doctor)}
            aria-label={t('doctors.decline_name', { name })}
          >
            {t('doctors.decline')}
          </BusyButton>
        </Group>
      </Stack>
    </Card>
  );
}

/** Who registered as a doctor and waits to be let in; nothing at all when nobody waits. */
export function PendingDoctors() {
  const { t } = useTranslation('admin');
  const decisions = useDecisions();
  const query = useInfiniteQuery({
    ...listDoctorsInfiniteOptions({ query: { status: 'pending', count: true, limit: 12 } }),
    ...PAGING,
  });
  const rows = rowsOf(query);
  const list = useKeptFocus<HTMLElement>(query.data);
  if (rows.length === 0) {
    // Stays as the place for the focus when the last one was decided.
    return <section ref={list} tabIndex={-1} aria-label={t('doctors.waiting')} />;
  }
  return (
    <section ref={list} tabIndex={-1} aria-label={t('doctors.waiting')}>
      <Stack gap="sm">
        <Group gap="xs">
          <IconUserCheck size={20} aria-hidden />
          <Title order={2} size="h4">
            {t('doctors.waiting')}
          </Title>
        </Group>
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} role="list">
          {rows.map((doctor) => (
            <PendingDoctor key={doctor.id} doctor={doctor} decisions={decisions} />
          ))}
        </SimpleGrid>
        {query.hasNextPage && <ShowMore query={query} shown={rows.length} />}
      </Stack>
    </section>
  );
}
