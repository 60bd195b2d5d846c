import { Select, Switch, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

const PAUSE_MS = 300;

interface SearchFieldProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Tells what is sought once the typing pauses. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const [typed, setTyped] = useState(value ?? '');
  const told = useRef(value);
  useEffect(() => {
    const wanted = typed.trim() === '' ? undefined : typed.trim();
    if (wanted === told.current) {
      return undefined;
    }
    const timer = setTimeout(() => {
      told.current = wanted;
      onChange(wanted);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, onChange]);
  useEffect(() => {
    // The address changed by itself: Back, or all filters taken away.
    if (value !== told.current) {
      told.current = value;
      setTyped(value ?? '');
    }
  }, [value]);
  return (
    <TextInput
      type="search"
      label={label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden />}
      w={{ base: '100%', sm: 260 }}
    />
  );
}

interface FilterSelectProps {
  label: string;
  /** Shown for "no filter". */
  all: string;
  data: { value: string; label: string }[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  searchable?: boolean;
}

export function FilterSelect({ label, all, data, value, onChange, searchable }: FilterSelectProps) {
  return (
    <Select
      label={label}
      data={[{ value: '', label: all }, ...data]}
      value={value ?? ''}
      onChange={(chosen) => onChange(chosen === null || chosen === '' ? undefined : chosen)}
      allowDeselect={false}
      searchable={searchable}
      w={{ base: '100%', xs: 200 }}
    />
  );
}

interface FilterSwitchProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function FilterSwitch({ label, checked, onChange }: FilterSwitchProps) {
  return (
    <Switch
      label={label}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
      py={8}
    />
  );
}
