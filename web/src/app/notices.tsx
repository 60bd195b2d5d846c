import { useNotifications } from '@mantine/notifications';
import { lazy, Suspense, useState } from 'react';

const NoticesShown = lazy(() => import('./notices-shown'));

/** Where notices appear: loaded with the first of them. */
export function Notices() {
  const { notifications } = useNotifications();
  const [needed, setNeeded] = useState(false);
  if (notifications.length > 0 && !needed) {
    setNeeded(true);
  }
  return <Suspense>{needed && <NoticesShown />}</Suspense>;
}
