import { createFileRoute, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';

import { linkOf, type VisitLink } from '@/features/visit-link/link';
import { VisitLinkPage } from '@/features/visit-link/visit-link-page';

declare module '@tanstack/react-router' {
  interface HistoryState {
    visitLink?: VisitLink;
  }
}

export const Route = createFileRoute('/visit-link')({ component: MailedLink });

function MailedLink() {
  const { hash, state } = useLocation();
  const navigate = Route.useNavigate();
  const mailed = linkOf(hash);
  const token = mailed?.token;
  const wants = mailed?.wants ?? null;
  useEffect(() => {
    if (token !== undefined) {
      // Out of sight and out of what is shared; loading the page again still finds it.
      void navigate({ hash: '', replace: true, state: { visitLink: { token, wants } } });
    }
  }, [navigate, token, wants]);
  return <VisitLinkPage link={mailed ?? state.visitLink ?? null} />;
}
