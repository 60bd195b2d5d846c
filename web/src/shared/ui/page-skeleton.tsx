import { Skeleton, Stack } from '@mantine/core';
import { useLayoutEffect } from 'react';

/**
 * While this stands in for a page that was there already, the page is hidden and its focus is lost;
 * it comes back with the page.
 */
function useFocusReturn(): void {
  useLayoutEffect(() => {
    const before = document.activeElement;
    return () => {
      requestAnimationFrame(() => {
        const now = document.activeElement;
        if (before instanceof HTMLElement && (now === null || now === document.body)) {
          before.focus({ preventScroll: true });
        }
      });
    };
  }, []);
}

/** The outline of a page while its code or data arrives. */
export function PageSkeleton({ rows = 4 }: { rows?: number }) {
  useFocusReturn();
  return (
    <Stack gap="md" aria-busy="true" data-testid="page-skeleton">
      <Skeleton height={32} width="40%" />
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={72} />
      ))}
    </Stack>
  );
}
