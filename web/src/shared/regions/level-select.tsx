import { Select, Text, type ComboboxItem } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { RegionRead } from '@/client';
import { countryName } from '@/shared/forms/choices';

import { isMeant, otherName, pathText, regionName } from './names';
import { useRegionSearch } from './queries';

interface LevelSelectProps {
  label: string;
  description?: string;
  /** What lies right within the level above. */
  choices: readonly RegionRead[];
  chosen: RegionRead['path'][number] | undefined;
  /** Of the level above; its parts of any level are found by typing. */
  within: string | null;
  error?: string | undefined;
  onChoose: (region: RegionRead | null) => void;
}

function useOptions(choices: readonly RegionRead[], found: readonly RegionRead[]) {
  const { t, i18n } = useTranslation('regions');
  const itemOf = (region: RegionRead): ComboboxItem => ({
    value: region.id,
    label: regionName(region, i18n.language),
  });
  const byName = (one: ComboboxItem, other: ComboboxItem) =>
    one.label.localeCompare(other.label, i18n.language);
  const countries = [...new Set(choices.map(({ country }) => country))];
  const here =
    countries.length < 2
      ? choices.map(itemOf).toSorted(byName)
      : countries.map((country) => ({
          group: countryName(country, i18n.language),
          items: choices
            .filter((region) => region.country === country)
            .map(itemOf)
            .toSorted(byName),
        }));
  const deeper = found.map((region) => ({
    value: region.id,
    label: pathText(region.path, i18n.language),
  }));
  return deeper.length === 0 ? here : [...here, { group: t('smaller'), items: deeper }];
}

/** One level of the way to a region: a list to choose from, or a name typed in any script. */
export function LevelSelect(props: LevelSelectProps) {
  const { label, description, choices, chosen, within, error, onChoose } = props;
  const { t, i18n } = useTranslation('regions');
  const shown = chosen === undefined ? '' : regionName(chosen, i18n.language);
  const [typed, setTyped] = useState(shown);
  const [known, setKnown] = useState(shown);
  if (known !== shown) {
    // Another level was chosen, or the form was filled anew.
    setKnown(shown);
    setTyped(shown);
  }
  const isTyping = typed.trim() !== '' && typed !== shown;
  const here = new Set(choices.map(({ id }) => id));
  const found = useRegionSearch(isTyping ? typed : '').filter(
    ({ id, path }) => !here.has(id) && (within === null || path.some((each) => each.id === within)),
  );
  const regions = new Map([...choices, ...found].map((region) => [region.id, region]));
  const isFit = ({ value }: ComboboxItem) => {
    const region = regions.get(value);
    return region !== undefined && (!here.has(value) || isMeant(region, typed));
  };
  return (
    <Select
      label={label}
      description={description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={error}
      data={useOptions(choices, isTyping ? found : [])}
      filter={({ options }) =>
        options.flatMap((option): typeof options => {
          if (!('group' in option)) {
            return isFit(option) ? [option] : [];
          }
          const items = option.items.filter(isFit);
          return items.length === 0 ? [] : [{ ...option, items }];
        })
      }
      renderOption={({ option }) => (
        <Option region={regions.get(option.value)} label={option.label} />
      )}
      nothingFoundMessage={t('none')}
      searchable
      clearable={chosen !== undefined}
      clearButtonProps={{ 'aria-label': t('clear', { name: label }) }}
      allowDeselect={false}
      selectFirstOptionOnChange
      maxDropdownHeight={280}
      comboboxProps={{ withinPortal: false }}
      value={chosen?.id ?? null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(id) => {
        const region = id === null ? undefined : regions.get(id);
        setTyped(shown);
        onChoose(region ?? null);
      }}
    />
  );
}

function Option({ region, label }: { region: RegionRead | undefined; label: string }) {
  const { i18n } = useTranslation();
  const other = region === undefined ? null : otherName(region, i18n.language);
  return (
    <span>
      {label}
      {other !== null && (
        <Text span size="sm" c="dimmed" ms={8} lang={other.language}>
          {other.text}
        </Text>
      )}
    </span>
  );
}
