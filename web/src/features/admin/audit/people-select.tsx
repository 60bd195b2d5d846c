import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { searchPatientsOptions, searchUsersOptions } from '@/client/@tanstack/react-query.gen';
import type { Choice } from '@/shared/forms/choices';
import { useFormat } from '@/shared/time/use-format';

interface PersonSelectProps {
  label: string;
  value: string | undefined;
  onChange: (id: string | undefined) => void;
  /** Of whom the address names, as far as the page knows. */
  name?: string | undefined;
}

interface FoundSelectProps extends PersonSelectProps {
  found: Choice[];
  onSearch: (text: string) => void;
}

const PAUSE_MS = 300;
const FEW = 20;

function FoundSelect({ label, value, onChange, name, found, onSearch }: FoundSelectProps) {
  const { t } = useTranslation('admin');
  const [chosen, setChosen] = useState<Choice | null>(null);
  const known =
    chosen?.value === value && chosen !== null
      ? chosen
      : { value: value ?? '', label: name ?? t('audit.chosen') };
  const shown = value === undefined || found.some((each) => each.value === value) ? [] : [known];
  return (
    <Select
      label={label}
      placeholder={t('list.all')}
      searchable
      clearable
      filter={({ options }) => options}
      data={[...shown, ...found]}
      nothingFoundMessage={t('list.nothing_fits')}
      onSearchChange={onSearch}
      value={value ?? null}
      onChange={(id) => {
        setChosen(found.find((each) => each.value === id) ?? null);
        onChange(id ?? undefined);
      }}
      w={{ base: '100%', xs: 220 }}
    />
  );
}

function useTyped(): [string, (text: string) => void] {
  const [typed, setTyped] = useState('');
  const [settled] = useDebouncedValue(typed.trim(), PAUSE_MS);
  return [settled, setTyped];
}

export function UserSelect(props: PersonSelectProps) {
  const { t } = useTranslation('common');
  const [q, onSearch] = useTyped();
  const { data } = useQuery({
    ...searchUsersOptions({ body: { q, limit: FEW } }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });
  const found = (data?.items ?? []).map((user) => ({
    value: user.id,
    label: `${user.full_name} (${t(`role.${user.role}`)})`,
  }));
  return <FoundSelect {...props} found={found} onSearch={onSearch} />;
}

export function PatientSelect(props: PersonSelectProps) {
  const format = useFormat();
  const [q, onSearch] = useTyped();
  const { data } = useQuery({
    ...searchPatientsOptions({ body: { q, include_inactive: true, limit: FEW } }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });
  const found = (data?.items ?? []).map((patient) => ({
    value: patient.id,
    label:
      patient.date_of_birth === null
        ? patient.full_name
        : `${patient.full_name} (${format.day(patient.date_of_birth, 'numeric')})`,
  }));
  return <FoundSelect {...props} found={found} onSearch={onSearch} />;
}
