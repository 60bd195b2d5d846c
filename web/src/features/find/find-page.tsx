import { Button, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { DoctorResults } from './doctor-results';
import { FilterForm, type FilterProps } from './filter-form';
import classes from './find.module.css';
import { FirstAvailable } from './first-available';
import { useVisitTypes } from './queries';
import { countFilters } from './search';

const FilterDrawer = lazy(() => import('./filter-drawer'));

/** The start page: who is free, where and when. */
export function FindPage({ search, onChange }: FilterProps) {
  const { t } = useTranslation('find');
  const { query, chosen } = useVisitTypes(search.visit_type);
  const [opened, drawer] = useDisclosure(false);
  const count = countFilters(search);
  const clear = () =>
    onChange({
      q: undefined,
      specialty: undefined,
      location: undefined,
      language: undefined,
      from: undefined,
    });
  return (
    <Page title={t('title')} description={t('description')}>
      <div className={classes.layout}>
        <Button
          hiddenFrom="md"
          variant="default"
          className={classes.filterButton}
          leftSection={<IconAdjustmentsHorizontal size={18} aria-hidden />}
          onClick={drawer.open}
        >
          {count === 0 ? t('filter.open') : t('filter.open_count', { count })}
        </Button>
        <div className={`${classes.filters ?? ''} mantine-visible-from-md`}>
          <FilterForm search={search} onChange={onChange} />
        </div>
        <Stack gap="lg" miw={0}>
          {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
          {search.q === undefined && <FirstAvailable search={search} visitTypeId={chosen?.id} />}
          <DoctorResults search={search} visitTypeId={chosen?.id} onClear={clear} />
        </Stack>
      </div>
      <Suspense>
        {opened && (
          <FilterDrawer search={search} onChange={onChange} opened onClose={drawer.close} />
        )}
      </Suspense>
    </Page>
  );
}
