import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { languageName } from '@/shared/doctors/languages';
import { useLocations } from '@/shared/doctors/use-places';
import { useFormat } from '@/shared/time/use-format';
import { today, visitorZone } from '@/shared/time/zones';

import { AreaField } from './area-field';
import { specialtiesOptions, useVisitTypes } from './queries';
import { CLEARED, countFilters, type FindSearch } from './search';

export interface FilterProps {
  search: FindSearch;
  /** `undefined` takes a filter away. */
  onChange: (change: Partial<FindSearch>) => void;
}

const TYPING_MS = 300;
/** Languages that doctors here speak most; an address may ask for any other. */
const SPOKEN = ['ar', 'bn', 'de', 'en', 'es', 'fr', 'hi', 'pt', 'tr', 'ur', 'zh'];

function NameField({ search, onChange }: FilterProps) {
  const { t } = useTranslation('find');
  const [typed, setTyped] = useState(search.q ?? '');
  const [known, setKnown] = useState(search.q);
  // Whoever closes the filters right after typing means what they typed.
  const tell = useDebouncedCallback((q: string) => onChange({ q }), {
    delay: TYPING_MS,
    flushOnUnmount: true,
  });
  // Back, forward and "clear" change the address without this field.
  if (known !== search.q) {
    setKnown(search.q);
    if ((search.q ?? '') !== typed.trim()) {
      setTyped(search.q ?? '');
    }
  }
  return (
    <TextInput
      type="search"
      label={t('filter.name')}
      placeholder={t('filter.name_hint')}
      leftSection={<IconSearch size={16} aria-hidden />}
      autoComplete="off"
      maxLength={200}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        tell(currentTarget.value.trim());
      }}
    />
  );
}

function VisitTypeField({ search, onChange }: FilterProps) {
  const { t } = useTranslation('find');
  const format = useFormat();
  const { types, chosen } = useVisitTypes(search.visit_type);
  return (
    <NativeSelect
      label={t('filter.visit_type')}
      value={chosen?.id ?? ''}
      data={(types ?? []).map((type) => ({
        value: type.id,
        label: t('visit_type_length', {
          name: type.name,
          length: format.minutes(type.duration_minutes),
        }),
      }))}
      onChange={({ currentTarget }) => onChange({ visit_type: currentTarget.value })}
    />
  );
}

function ChoiceFields({ search, onChange }: FilterProps) {
  const { t, i18n } = useTranslation('find');
  const specialties = useQuery(specialtiesOptions);
  const locations = useLocations();
  const languages = [...new Set([...SPOKEN, ...(search.language ? [search.language] : [])])];
  return (
    <>
      <NativeSelect
        label={t('filter.specialty')}
        value={search.specialty ?? ''}
        data={[
          { value: '', label: t('filter.any_specialty') },
          ...(specialties.data?.items ?? []).map(({ name }) => name),
        ]}
        onChange={({ currentTarget }) => onChange({ specialty: currentTarget.value })}
      />
      <VisitTypeField search={search} onChange={onChange} />
      <AreaField search={search} onChange={onChange} />
      <NativeSelect
        label={t('filter.location')}
        value={search.location ?? ''}
        data={[
          { value: '', label: t('filter.any_location') },
          ...(locations.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={({ currentTarget }) => onChange({ location: currentTarget.value })}
      />
      <NativeSelect
        label={t('filter.language')}
        value={search.language ?? ''}
        data={[
          { value: '', label: t('filter.any_language') },
          ...languages
            .map((code) => ({ value: code, label: languageName(code, i18n.language) }))
            .toSorted((one, other) => one.label.localeCompare(other.label, i18n.language)),
        ]}
        onChange={({ currentTarget }) => onChange({ language: currentTarget.value })}
      />
    </>
  );
}

/** All that narrows the search; each change is in the address at once. */
export function FilterForm({ search, onChange }: FilterProps) {
  const { t } = useTranslation('find');
  return (
    <Stack gap="sm" component="search" aria-label={t('filter.label')}>
      <NameField search={search} onChange={onChange} />
      <ChoiceFields search={search} onChange={onChange} />
      <TextInput
        type="date"
        label={t('filter.from')}
        min={today(visitorZone())}
        value={search.from ?? ''}
        onChange={({ currentTarget }) => onChange({ from: currentTarget.value })}
      />
      {countFilters(search) > 0 && (
        <Button
          variant="subtle"
          onClick={(event) => {
            onChange(CLEARED);
            // This button goes away; the first field stays.
            event.currentTarget.closest('search')?.querySelector('input')?.focus();
          }}
        >
          {t('filter.clear')}
        </Button>
      )}
    </Stack>
  );
}
