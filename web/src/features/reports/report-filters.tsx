import { Button, Group, Stack } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { listSpecialtiesOptions } from '@/client/@tanstack/react-query.gen';
import { doctorsOptions, placesOptions } from '@/shared/desk/options';
import type { Period } from '@/shared/reports/periods';
import { FilterSelect } from '@/shared/tables/filters';
import { useReadSearch } from '@/shared/tables/use-read-search';

import { PeriodPicker } from './period-picker';
import { readOverviewSearch } from './search';

/** The days, and which place, specialty or doctor; all of it stands in the address. */
export function ReportFilters({ period }: { period: Period }) {
  const { t } = useTranslation('reports');
  const [search, change] = useReadSearch(readOverviewSearch);
  const places = useQuery(placesOptions).data ?? [];
  const doctors = useQuery(doctorsOptions).data ?? [];
  const specialties = useQuery(listSpecialtiesOptions()).data?.items ?? [];
  const { place, specialty, doctor } = search;
  const isFiltered = place !== undefined || specialty !== undefined || doctor !== undefined;
  return (
    <Stack gap="sm" component="section" aria-label={t('filter.region')} className="praxis-no-print">
      <Group gap="sm" align="flex-end">
        <PeriodPicker period={period} onChange={change} />
      </Group>
      <Group gap="sm" align="flex-end">
        <FilterSelect
          label={t('filter.place')}
          all={t('filter.all_places')}
          data={places.map(({ id, name }) => ({ value: id, label: name }))}
          value={place}
          onChange={(value) => change({ place: value })}
        />
        <FilterSelect
          label={t('filter.specialty')}
          all={t('filter.all_specialties')}
          data={specialties.map(({ name }) => ({ value: name, label: name }))}
          value={specialty}
          onChange={(value) => change({ specialty: value })}
          searchable
        />
        <FilterSelect
          label={t('filter.doctor')}
          all={t('filter.all_doctors')}
          data={doctors.map(({ id, full_name }) => ({ value: id, label: full_name }))}
          value={doctor}
          onChange={(value) => change({ doctor: value })}
          searchable
        />
        {isFiltered && (
          <Button
            variant="subtle"
            leftSection={<IconFilterOff size={16} aria-hidden />}
            onClick={() => change({ place: undefined, specialty: undefined, doctor: undefined })}
          >
            {t('filter.clear')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
