import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext } from '@tanstack/react-router';

import { restoreSession } from '@/shared/session/session';

import { Shell } from '../shell/shell';

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  beforeLoad: () => {
    // Pages for everybody do not wait for it; `requireRole` does.
    restoreSession().catch(() => undefined);
  },
  component: Shell,
});
