import { Button, Paper, Skeleton, Stack, Title } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { EmptyState } from '@/shared/ui/empty-state';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { DoctorCard } from './doctor-card';
import classes from './find.module.css';
import { useDoctors } from './queries';
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
        {doctors.map((doctor) => (
          <li key={doctor.id}>
            <DoctorCard doctor={doctor} search={search} visitTypeId={visitTypeId} />
          </li>
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
