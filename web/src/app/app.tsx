import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';

import { RouterProvider } from '@tanstack/react-router';

import { queryClient } from '@/shared/api/query-client';
import { goOnWaiting } from '@/shared/emergencies/closing';

import { followWhenIdle } from './follow-when-idle';
import { forgetWithSession } from './forget-with-session';
import { Providers } from './providers';
import { router } from './router';

forgetWithSession(queryClient, router);
followWhenIdle(queryClient);
goOnWaiting(queryClient);

export function App() {
  return (
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  );
}
