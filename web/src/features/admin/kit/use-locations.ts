import { useQuery } from '@tanstack/react-query';

import type { LocationRead, ResourceRead } from '@/client';
import { listLocationsOptions, listResourcesOptions } from '@/client/@tanstack/react-query.gen';

/** All locations in use, for choosing one. */
export function useLocations(): LocationRead[] {
  const { data } = useQuery(listLocationsOptions({ query: { limit: 200 } }));
  return data?.items ?? [];
}

export function choicesOf(rows: readonly { id: string; name: string }[]) {
  return rows.map(({ id, name }) => ({ value: id, label: name }));
}

function tagsIn(resources: readonly ResourceRead[]): string[] {
  return [...new Set(resources.flatMap(({ tags }) => tags))].toSorted();
}

/** What rooms and devices are good for, as far as anyone said. */
export function useKnownTags(): string[] {
  const { data } = useQuery(listResourcesOptions({ query: { limit: 200 } }));
  return tagsIn(data?.items ?? []);
}
