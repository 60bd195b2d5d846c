import { Skeleton } from '@mantine/core';

import { Page } from '@/shared/ui/page';

/** The outline of the calendar while its data arrives, already under its title. */
export function Loading({ title }: { title: string }) {
  return (
    <Page title={title} width="full">
      <Skeleton height={36} width="min(28rem, 100%)" aria-busy />
      <Skeleton height="60vh" aria-busy />
    </Page>
  );
}
