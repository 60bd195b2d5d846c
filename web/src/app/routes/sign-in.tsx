import { createFileRoute } from '@tanstack/react-router';

import { PageSkeleton } from '@/shared/ui/page-skeleton';

export const Route = createFileRoute('/sign-in')({
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    typeof search.next === 'string' ? { next: search.next } : {},
  component: () => <PageSkeleton />,
});
