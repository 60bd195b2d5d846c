import { SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { RegionRead } from '@/client';

import { LevelSelect } from './level-select';
import { pathTo, regionName } from './names';
import { regionsWithin, useRegion, useRememberRegion } from './queries';

interface RegionPickerProps {
  /** The id of a region of any level. */
  value: string | null;
  onChange: (id: string | null) => void;
  error?: string | undefined;
  /** Say that nothing need be chosen. */
  optional?: boolean;
  /** Only regions of this country; nothing is shown where none of it are known. */
  country?: string | null;
  /** One below the other, where there is no room beside. */
  stacked?: boolean;
  /** For whoever asked for the picker to begin here. */
  focusFirst?: boolean;
}

const KINDS = [
  'area',
  'city',
  'county',
  'district',
  'division',
  'municipality',
  'province',
  'region',
  'state',
  'thana',
  'thana_upazila',
  'upazila',
] as const;

type Step = RegionRead['path'][number];

function useLabel(): (choices: readonly RegionRead[], above: Step | undefined) => string {
  const { t, i18n } = useTranslation('regions');
  return (choices, above) => {
    // A district of Bangladesh has both: upazilas in the country, thanas in its large city.
    const kinds = [...new Set(choices.map(({ kind }) => kind))].toSorted().join('_');
    const known = KINDS.find((each) => each === kinds);
    if (known !== undefined) {
      return t(`kind.${known}`);
    }
    return above === undefined
      ? t('area')
      : t('kind.other', { name: regionName(above, i18n.language) });
  };
}

const NO_STEPS: readonly Step[] = [];

/**
 * The steps to a region. Those of the one before are kept: whoever clears a level goes up to one of
 * them, and nothing that has the focus may vanish while that is asked for.
 */
function usePath(id: string | null, path: readonly Step[] | undefined): readonly Step[] {
  const [known, setKnown] = useState(NO_STEPS);
  if (path !== undefined && path !== known) {
    setKnown(path);
  }
  return id === null ? NO_STEPS : (path ?? pathTo(id, known));
}

interface LevelProps {
  country: string | undefined;
  above: Step | undefined;
  chosen: Step | undefined;
  onChoose: (region: RegionRead | null) => void;
  error?: string | undefined;
  optional: boolean;
}

function Level({ above, chosen, country, onChoose, error, optional }: LevelProps) {
  const { t } = useTranslation('regions');
  const labelOf = useLabel();
  const { data } = useQuery(regionsWithin(above?.id ?? null, country));
  const isEmpty = data?.length === 0 && chosen === undefined;
  if (isEmpty || (above !== undefined && data === undefined)) {
    // Nothing lies within, or that is not known yet.
    return null;
  }
  const label = labelOf(data ?? [], above);
  return (
    <LevelSelect
      label={optional ? t('optional', { label }) : label}
      description={above === undefined ? t('hint') : undefined}
      choices={data ?? []}
      chosen={chosen}
      country={country}
      within={above?.id ?? null}
      error={error}
      onChoose={onChoose}
    />
  );
}

/** The way to a region, level by level; a typed name of any level goes there at once. */
export function RegionPicker(props: RegionPickerProps) {
  const { value, onChange, error, optional = false, stacked = false, focusFirst = false } = props;
  const { t } = useTranslation('regions');
  const region = useRegion(value);
  const remember = useRememberRegion();
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focusFirst) {
      const first = group.current?.querySelector('input');
      first?.focus();
      // Opens its list.
      first?.click();
    }
  }, [focusFirst]);
  const path = usePath(value, region.data?.path);
  const levels: (Step | undefined)[] = [...path, undefined];
  return (
    <SimpleGrid
      ref={group}
      cols={stacked ? 1 : { base: 1, sm: 3 }}
      spacing="sm"
      role="group"
      aria-label={t('area')}
      aria-busy={value !== null && region.isPending}
    >
      {levels.map((chosen, level) => {
        const above = path[level - 1];
        return (
          <Level
            key={above?.id ?? 'top'}
            above={above}
            chosen={chosen}
            country={props.country ?? undefined}
            optional={optional && level === 0}
            error={level === 0 ? error : undefined}
            onChoose={(next) => {
              if (next !== null) {
                remember(next);
              }
              onChange(next?.id ?? above?.id ?? null);
            }}
          />
        );
      })}
    </SimpleGrid>
  );
}
