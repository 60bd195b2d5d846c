import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { ProblemAlert } from '@/shared/ui/problem-alert';

interface LoadedProps<T> {
  query: UseQueryResult<T, unknown>;
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}

function FormSkeleton() {
  return (
    <Stack gap="md" aria-busy="true">
      {[1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} height={56} />
      ))}
    </Stack>
  );
}

/** What was asked for, once it is there; before that its outline, or why it does not come. */
export function Loaded<T>({ query, skeleton, children }: LoadedProps<T>) {
  if (query.isPending) {
    return skeleton ?? <FormSkeleton />;
  }
  if (query.data === undefined) {
    return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  }
  return children(query.data);
}
