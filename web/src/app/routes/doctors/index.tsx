import { createFileRoute, redirect } from '@tanstack/react-router';

import { readFindSearch } from '@/features/find/search';

/** The doctors are found on the start page, with the same filters. */
export const Route = createFileRoute('/doctors/')({
  validateSearch: readFindSearch,
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/', search, replace: true });
  },
});
