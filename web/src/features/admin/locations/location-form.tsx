import { Group, Select, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { createLocation, getLocation, updateLocation, type LocationRead } from '@/client';
import { getLocationQueryKey } from '@/client/@tanstack/react-query.gen';
import { countryChoices } from '@/shared/forms/choices';
import { EntityFormView } from '@/shared/forms/entity-form';
import { useEntityForm, type EntityForm, type Source } from '@/shared/forms/use-entity-form';
import { ZoneSelect } from '@/shared/forms/zone-select';
import { RegionPicker } from '@/shared/regions/region-picker';
import { useRefresh } from '@/shared/tables/use-refresh';
import { visitorZone } from '@/shared/time/zones';
import { notifyDone } from '@/shared/ui/notify';

import { missing, orNull } from '../kit/required';

interface LocationValues {
  name: string;
  time_zone: string | null;
  address: string;
  phone: string;
  country: string | null;
  subdivision: string;
  region_id: string | null;
}

function sourceOf(location: LocationRead): Source<LocationValues> {
  const { name, time_zone, address, phone, country, subdivision, region, version } = location;
  return {
    version,
    values: {
      name,
      time_zone,
      address: address ?? '',
      phone: phone ?? '',
      country,
      subdivision: subdivision ?? '',
      region_id: region?.id ?? null,
    },
  };
}

/** What the form holds, as the API takes it; a part of a country needs its country. */
function bodyOf(values: LocationValues) {
  const { country, region_id } = values;
  return {
    name: values.name,
    time_zone: values.time_zone ?? '',
    address: orNull(values.address),
    phone: orNull(values.phone),
    country,
    region_id,
    subdivision: country === null ? null : orNull(values.subdivision.toUpperCase()),
  };
}

function useNames(): (field: string) => string {
  const { t } = useTranslation('admin');
  const names: Record<string, string> = {
    name: t('list.name'),
    time_zone: t('locations.time_zone'),
    address: t('locations.address'),
    phone: t('locations.phone'),
    country: t('locations.country'),
    subdivision: t('locations.subdivision'),
    region_id: t('locations.region'),
  };
  return (field) => names[field] ?? field;
}

function HolidayFields({ form }: { form: EntityForm<LocationValues> }) {
  const { t, i18n } = useTranslation('admin');
  const countries = useMemo(() => countryChoices(i18n.language), [i18n.language]);
  const { values, set, errorOf } = form;
  return (
    <Group grow align="flex-start">
      <Select
        label={t('locations.country')}
        description={t('locations.country_hint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={t('locations.no_country')}
        data={countries}
        searchable
        clearable
        limit={80}
        value={values.country}
        error={errorOf('country')}
        onChange={(country) => set('country', country)}
      />
      <TextInput
        label={t('locations.subdivision')}
        description={t('locations.subdivision_hint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        disabled={values.country === null}
        dir="ltr"
        value={values.country === null ? '' : values.subdivision}
        error={errorOf('subdivision')}
        onChange={(event) => set('subdivision', event.currentTarget.value)}
      />
    </Group>
  );
}

function LocationFields({ form }: { form: EntityForm<LocationValues> }) {
  const { t } = useTranslation('admin');
  const { values, set, errorOf } = form;
  return (
    <>
      <TextInput
        label={t('list.name')}
        required
        data-autofocus
        value={values.name}
        error={errorOf('name')}
        onChange={(event) => set('name', event.currentTarget.value)}
      />
      <ZoneSelect
        label={t('locations.time_zone')}
        description={t('locations.time_zone_hint')}
        required
        value={values.time_zone}
        error={errorOf('time_zone')}
        onChange={(zone) => set('time_zone', zone)}
      />
      <Textarea
        label={t('locations.address')}
        autosize
        minRows={2}
        value={values.address}
        error={errorOf('address')}
        onChange={(event) => set('address', event.currentTarget.value)}
      />
      <TextInput
        label={t('locations.phone')}
        type="tel"
        dir="ltr"
        value={values.phone}
        error={errorOf('phone')}
        onChange={(event) => set('phone', event.currentTarget.value)}
      />
      <HolidayFields form={form} />
      <RegionPicker
        optional
        stacked
        country={values.country}
        value={values.region_id}
        error={errorOf('region_id')}
        onChange={(region) => set('region_id', region)}
      />
    </>
  );
}

export function LocationForm({ location, onDone }: { location: LocationRead; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  const names = useNames();
  const path = { location_id: location.id };
  const form = useEntityForm({
    name: `location:${location.id}`,
    source: sourceOf(location),
    check: (values) => missing(values, ['name', 'time_zone'], t('form.needed')),
    save: async ({ values, ifMatch }) => {
      const { data } = await updateLocation({
        path,
        body: bodyOf(values),
        headers: { 'if-match': ifMatch },
      });
      return data;
    },
    reload: async () => {
      const { data } = await getLocation({ path });
      queryClient.setQueryData(getLocationQueryKey({ path }), data);
      return sourceOf(data);
    },
    onSaved: (saved) => {
      queryClient.setQueryData(getLocationQueryKey({ path }), saved);
      void refresh('listLocations', 'listLocationHolidays');
      notifyDone(t('saved', { name: saved.name }));
      onDone();
    },
  });
  return (
    <EntityFormView form={form} nameOf={names} onCancel={onDone}>
      <LocationFields form={form} />
    </EntityFormView>
  );
}

export function NewLocationForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('admin');
  const refresh = useRefresh();
  const form = useEntityForm<LocationValues, LocationRead>({
    name: 'location:new',
    source: {
      values: {
        name: '',
        time_zone: visitorZone(),
        address: '',
        phone: '',
        country: null,
        subdivision: '',
        region_id: null,
      },
    },
    check: (values) => missing(values, ['name', 'time_zone'], t('form.needed')),
    save: async ({ values, idempotencyKey }) => {
      const { data } = await createLocation({
        body: bodyOf(values),
        headers: { 'Idempotency-Key': idempotencyKey },
      });
      return data;
    },
    onSaved: (saved) => {
      void refresh('listLocations');
      notifyDone(t('added', { name: saved.name }));
      onDone();
    },
  });
  return (
    <EntityFormView form={form} action={t('locations.add')} onCancel={onDone}>
      <LocationFields form={form} />
    </EntityFormView>
  );
}
