import { lazy, Suspense, useSyncExternalStore } from 'react';

import { isAsking, subscribeToAsking } from './proving';

const ProveDialog = lazy(() => import('./prove-dialog'));

/** Asks the user to show that it is them, when a request needs it. */
export function Prove() {
  const asking = useSyncExternalStore(subscribeToAsking, isAsking);
  return asking ? (
    <Suspense fallback={null}>
      <ProveDialog />
    </Suspense>
  ) : null;
}
