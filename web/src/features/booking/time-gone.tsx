import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';

import type { AlternativesProps } from './alternatives';

// Most times are still free when they are booked; the picker of others comes when one is not.
const Alternatives = lazy(() =>
  import('./alternatives').then(({ Alternatives: it }) => ({ default: it })),
);

/** The other times, with a place kept for them; what stands beside stays as it is. */
export function TimeGone(props: AlternativesProps) {
  return (
    <Suspense fallback={<Skeleton height={220} />}>
      <Alternatives {...props} />
    </Suspense>
  );
}
