/** What a level offers for what is typed: its own regions, then smaller ones within them. Pure. */

import type { RegionRead } from '@/client';

import { isMeant, pathText, regionName } from './names';

export interface Offered {
  region: RegionRead;
  label: string;
}

export interface OfferedGroup {
  /** `null`: right within the level above; else the country of those, or `smaller`. */
  country: string | null;
  isSmaller: boolean;
  items: Offered[];
}

interface Asked {
  choices: readonly RegionRead[];
  /** By typing, of any level. */
  found: readonly RegionRead[];
  /** The level above. */
  within: string | null;
  /** Empty: all of the level. */
  typed: string;
  language: string;
}

function byLabel(language: string) {
  return (one: Offered, other: Offered) => one.label.localeCompare(other.label, language);
}

export function offered({ choices, found, within, typed, language }: Asked): OfferedGroup[] {
  const here = new Set(choices.map(({ id }) => id));
  const countries = [...new Set(choices.map(({ country }) => country))].toSorted();
  const own = countries.map((country) => ({
    country: countries.length < 2 ? null : country,
    isSmaller: false,
    items: choices
      .filter((region) => region.country === country && (typed === '' || isMeant(region, typed)))
      .map((region) => ({ region, label: regionName(region, language) }))
      .toSorted(byLabel(language)),
  }));
  const smaller = found.filter(
    ({ id, path }) => !here.has(id) && (within === null || path.some((each) => each.id === within)),
  );
  const below = {
    country: null,
    isSmaller: true,
    items: smaller.map((region) => ({ region, label: pathText(region.path, language) })),
  };
  return [...own, below].filter(({ items }) => items.length > 0);
}
