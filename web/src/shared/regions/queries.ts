import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';

import { listRegions, type RegionRead } from '@/client';
import { getRegionOptions, getRegionQueryKey } from '@/client/@tanstack/react-query.gen';
import { allPages } from '@/shared/api/all-pages';

import { folded } from './names';

const HOUR_MS = 3_600_000;
const AT_ONCE = 200;
const PAUSE_MS = 250;
const SHORTEST = 2;
const FOUND_SHOWN = 12;

/** One region with the way to it; regions change with a release, not with a visit. */
export function useRegion(id: string | null) {
  return useQuery({
    ...getRegionOptions({ path: { region_id: id ?? '' } }),
    enabled: id !== null,
    staleTime: HOUR_MS,
  });
}

/** What was seen in a list need not be asked for again. */
export function useRememberRegion(): (region: RegionRead) => void {
  const client = useQueryClient();
  return (region) =>
    client.setQueryData(getRegionQueryKey({ path: { region_id: region.id } }), region);
}

/** The regions right within another; those of the first level where `parentId` is `null`. */
export function regionsWithin(parentId: string | null, country?: string) {
  const within = parentId === null ? { level: 1, country } : { parent_id: parentId };
  return queryOptions({
    queryKey: ['regions', 'within', within],
    queryFn: ({ signal }) =>
      allPages((cursor) => listRegions({ query: { ...within, limit: AT_ONCE, cursor }, signal })),
    staleTime: HOUR_MS,
  });
}

const NONE: RegionRead[] = [];

/** Regions of any level by a part of a name, in any script. */
export function useRegionSearch(
  typed: string,
  country?: string,
): { found: RegionRead[]; pending: boolean } {
  const wanted = folded(typed);
  const [q] = useDebouncedValue(wanted, PAUSE_MS);
  const isAsked = wanted.length >= SHORTEST;
  const { data, isFetching } = useQuery({
    queryKey: ['regions', 'found', q, country],
    queryFn: async ({ signal }) => {
      const found = await listRegions({ query: { q, country, limit: FOUND_SHOWN }, signal });
      return found.data.items;
    },
    enabled: q.length >= SHORTEST,
    staleTime: HOUR_MS,
    placeholderData: keepPreviousData,
  });
  return {
    found: isAsked ? (data ?? NONE) : NONE,
    pending: isAsked && (q !== wanted || isFetching),
  };
}
