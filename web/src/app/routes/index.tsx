import { createFileRoute } from '@tanstack/react-router';

import { FindPage } from '@/features/find/find-page';
import { visitTypesOptions } from '@/features/find/queries';
import { readFindSearch, withoutGaps } from '@/features/find/search';
import { fetchTexts } from '@/shared/i18n/i18n';

export const Route = createFileRoute('/')({
  validateSearch: readFindSearch,
  loader: ({ context }) => {
    fetchTexts('find', 'slots');
    // Asked for early; the page shows its outline until it is there.
    context.queryClient.query(visitTypesOptions).catch(() => undefined);
  },
  component: StartPage,
});

function StartPage() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <FindPage
      search={search}
      onChange={(change) =>
        void navigate({
          search: (now) => withoutGaps({ ...now, ...change }),
          // Letters typed into a name are not steps to go back to.
          replace: 'q' in change,
          resetScroll: false,
        })
      }
    />
  );
}
