import { Button, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { DoctorResults } from './doctor-results';
import { FilterForm, type FilterProps } from './filter-form';
import classes from './find.module.css';
import { FirstAvailable } from './first-available';
import { useVisitTypes } from './queries';
import { CLEARED, countFilters } from './search';

const FilterDrawer = lazy(() => import('./filter-drawer'));

/** The start page: who is free, where and when. */
export function FindPage({ search, onChange }: FilterProps) {
  const { t } = useTranslation('find');
  const { query, chosen } = useVisitTypes(search.visit_type);
  const [opened, drawer] = useDisclosure(false);
  const opener = useRef<HTMLButtonElement>(null);
  const [used, setUsed] = useState(false);
  const count = countFilters(search);
  const clear = () => {
    onChange(CLEARED);
    // The button goes away with the filters.
    document.querySelector('h1')?.focus();
  };
  return (
    <Page title={t('title')} description={t('description')}>
      <div className={classes.layout}>
        <Button
          hiddenFrom="md"
          variant="default"
          ref={opener}
          className={classes.filterButton}
          leftSection={<IconAdjustmentsHorizontal size={18} aria-hidden />}
          onClick={() => {
            setUsed(true);
            drawer.open();
          }}
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
        {used && (
          <FilterDrawer
            search={search}
            onChange={onChange}
            opened={opened}
            onClose={drawer.close}
            onClosed={() => opener.current?.focus()}
          />
        )}
      </Suspense>
    </Page>
  );
}
