import { Skeleton, Stack } from '@mantine/core';

/** The outline of a page while its code or data arrives. */
export function PageSkeleton({ rows = 4 }: { rows?: number }) {
  return (
    <Stack gap="md" aria-busy="true" data-testid="page-skeleton">
      <Skeleton height={32} width="40%" />
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={72} />
      ))}
    </Stack>
  );
}
