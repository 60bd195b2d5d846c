import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';

import { searchPatients, type PatientSummary } from '@/client';

import { patientQuery } from './query';

const PAUSE_MS = 180;

interface Options {
  limit?: number;
  includeInactive?: boolean;
}

/** By body, never by address: what is searched for are names. */
export function patientSearchOptions(
  q: string | null,
  { limit = 8, includeInactive = false }: Options,
) {
  return queryOptions({
    queryKey: ['patient-search', q, limit, includeInactive],
    queryFn: async ({ signal }) => {
      const { data } = await searchPatients({
        body: { q, limit, include_inactive: includeInactive },
        signal,
      });
      return data;
    },
    enabled: q !== null,
    gcTime: 60_000,
  });
}

export interface PatientMatches {
  /** What the matches are for; `null` while too little was typed. */
  query: string | null;
  matches: PatientSummary[];
  /** There are more than are listed. */
  more: boolean;
  /** What was typed last has not been looked for yet. */
  pending: boolean;
  error: Error | null;
}

const NONE: PatientSummary[] = [];

/** Patients that match what is being typed, asked for when the typing pauses. */
export function usePatientSearch(typed: string, options: Options = {}): PatientMatches {
  const wanted = patientQuery(typed);
  const [query] = useDebouncedValue(wanted, PAUSE_MS);
  const found = useQuery({
    ...patientSearchOptions(query, options),
    placeholderData: keepPreviousData,
  });
  const known = wanted !== null && query !== null;
  return {
    query,
    matches: known ? (found.data?.items ?? NONE) : NONE,
    more: known && typeof found.data?.next_cursor === 'string',
    pending: wanted !== null && (wanted !== query || found.isPlaceholderData || found.isPending),
    error: known ? found.error : null,
  };
}
