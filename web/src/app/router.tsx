import { createRouter } from '@tanstack/react-router';

import { queryClient } from '@/shared/api/query-client';
import { PageSkeleton } from '@/shared/ui/page-skeleton';

import { routeTree } from './route-tree.gen';
import { NotFoundPage, RouteFault } from './shell/faults';

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  // TanStack Query decides what is fresh.
  defaultPreloadStaleTime: 0,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: RouteFault,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
