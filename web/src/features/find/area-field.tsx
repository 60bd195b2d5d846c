import { Button, Input, Skeleton } from '@mantine/core';
import { lazy, Suspense, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FilterProps } from './filter-form';

// Few search by area: the picker comes when it is asked for.
const AreaPicker = lazy(() => import('./area-picker'));

/** Where, as people name it: a division, a district or a thana. */
export function AreaField({ search, onChange }: FilterProps) {
  const { t } = useTranslation('find');
  const label = useId();
  const [asked, setAsked] = useState(false);
  if (asked || search.area !== undefined) {
    return (
      <Suspense fallback={<Skeleton height={60} aria-busy="true" />}>
        <AreaPicker
          value={search.area ?? null}
          focusFirst={asked}
          onChange={(area) => {
            setAsked(true);
            onChange({ area: area ?? undefined });
          }}
        />
      </Suspense>
    );
  }
  return (
    <Input.Wrapper label={t('filter.area')} labelElement="div" labelProps={{ id: label }}>
      <Button
        variant="default"
        fullWidth
        fw={400}
        justify="flex-start"
        aria-label={t('filter.choose_area')}
        onClick={() => setAsked(true)}
      >
        {t('filter.any_area')}
      </Button>
    </Input.Wrapper>
  );
}
