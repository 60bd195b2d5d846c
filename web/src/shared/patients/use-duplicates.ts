import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';

import { searchPatients, type PatientSummary } from '@/client';

import type { PatientSeed } from './query';

const PAUSE_MS = 300;
const SHOWN = 3;
const MOBILE_DIGITS = 7;

/** What to look for so that the same person is not registered twice. */
export function duplicateSearches(seed: PatientSeed): { q: string; date_of_birth?: string }[] {
  const word = seed.full_name
    .trim()
    .split(/\s+/)
    .reduce((longest, next) => (next.length > longest.length ? next : longest), '');
  const digits = seed.mobile.replace(/\D/g, '');
  return [
    ...(digits.length >= MOBILE_DIGITS ? [{ q: seed.mobile }] : []),
    ...(word.length > 1 && /^\d{4}-\d{2}-\d{2}$/.test(seed.date_of_birth)
      ? [{ q: word, date_of_birth: seed.date_of_birth }]
      : []),
  ];
}

/** Patients that the one being registered may already be. */
export function useDuplicates(seed: PatientSeed): PatientSummary[] {
  const [searches] = useDebouncedValue(duplicateSearches(seed), PAUSE_MS);
  const { data } = useQuery({
    queryKey: ['patient-duplicates', searches],
    queryFn: async ({ signal }) => {
      const answers = await Promise.all(
        searches.map((search) => searchPatients({ body: { ...search, limit: SHOWN }, signal })),
      );
      const byId = new Map(
        answers.flatMap(({ data: page }) => page.items).map((patient) => [patient.id, patient]),
      );
      return [...byId.values()].slice(0, SHOWN);
    },
    enabled: searches.length > 0,
    gcTime: 60_000,
  });
  return searches.length > 0 ? (data ?? []) : [];
}
