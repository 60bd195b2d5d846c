import { Button, Paper, Skeleton, Stack, Title } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { DoctorRead } from '@/client';
import { useLocations } from '@/shared/doctors/use-places';
import { EmptyState } from '@/shared/ui/empty-state';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { DayColumnsSkeleton } from './day-columns';
import { DoctorCard } from './doctor-card';
import { DoctorTimes } from './doctor-times';
import classes from './find.module.css';
import { useDays, useDoctors } from './queries';
import type { FindSearch } from './search';

function ResultsSkeleton() {
  return (
    <Stack aria-busy="true">
      <Skeleton height={22} width={140} />
      {[1, 2, 3].map((row) => (
        <Paper key={row} withBorder p="md">
          <Skeleton height={180} />
        </Paper>
      ))}
    </Stack>
  );
}

/** The doctors that fit, a page at a time. */
export function DoctorResults({
  search,
  visitTypeId,
  onClear,
}: {
  search: FindSearch;
  visitTypeId: string | undefined;
  onClear: () => void;
}) {
  const { t } = useTranslation(['find', 'common']);
  const found = useDoctors(search);
  if (found.isPending) {
    return <ResultsSkeleton />;
  }
  if (found.isError) {
    return <ProblemAlert error={found.error} retry={() => void found.refetch()} />;
  }
  const doctors = found.data.pages.flatMap((page) => page.items);
  const total = found.data.pages[0]?.total ?? doctors.length;
  return (
    <section aria-labelledby="doctors-found">
      <Title order={2} size="h4" id="doctors-found" mb="sm">
        <span role="status">{t('find:results.count', { count: total })}</span>
      </Title>
      {doctors.length === 0 && (
        <EmptyState
          icon={IconUserSearch}
          title={t('find:results.none')}
          hint={t('find:results.none_hint')}
          action={
            <Button variant="default" onClick={onClear}>
              {t('find:filter.clear')}
            </Button>
          }
        />
      )}
      <ul className={classes.results}>
        {found.data.pages.map((page, index) => (
          <DoctorsWithTimes
            key={page.items[0]?.id ?? index}
            doctors={page.items}
            search={search}
            visitTypeId={visitTypeId}
          />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          mt="md"
          variant="default"
          fullWidth
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('find:results.more')}
        </Button>
      )}
    </section>
  );
}

/** One page of doctors, whose days are asked for together. */
function DoctorsWithTimes({
  doctors,
  search,
  visitTypeId,
}: {
  doctors: readonly DoctorRead[];
  search: FindSearch;
  visitTypeId: string | undefined;
}) {
  const days = useDays(doctors, search, visitTypeId);
  return doctors.map((doctor, index) => (
    <li key={doctor.id}>
      <DoctorCard
        doctor={doctor}
        search={search}
        visitTypeId={visitTypeId}
        times={<Times doctor={doctor} search={search} days={days} isFirst={index === 0} />}
      />
    </li>
  ));
}

function Times({
  doctor,
  search,
  days,
  isFirst,
}: {
  doctor: DoctorRead;
  search: FindSearch;
  days: ReturnType<typeof useDays>;
  isFirst: boolean;
}) {
  const { query, visitTypeId } = days;
  const locations = useLocations();
  if (query.isError) {
    // Said once for all of them.
    return isFirst && <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  }
  if (query.data === undefined || locations.data === undefined || visitTypeId === undefined) {
    return <DayColumnsSkeleton />;
  }
  return (
    <DoctorTimes
      doctor={doctor}
      search={search}
      visitTypeId={visitTypeId}
      places={new Map(locations.data.map((place) => [place.id, place]))}
      found={query.data.items.find(({ doctor_id }) => doctor_id === doctor.id)}
    />
  );
}
