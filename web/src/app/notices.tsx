import { useNotifications } from '@mantine/notifications';
import { lazy, Suspense, useState, type ComponentType } from 'react';

/** Never rejects: a notice that cannot be shown must not take the page along. */
export async function loadNotices(): Promise<{ default: ComponentType }> {
  try {
    return await import('./notices-shown');
  } catch {
    return { default: () => null };
  }
}

const NoticesShown = lazy(loadNotices);

/** Where notices appear: loaded with the first of them. */
export function Notices() {
  const { notifications } = useNotifications();
  const [needed, setNeeded] = useState(false);
  if (notifications.length > 0 && !needed) {
    setNeeded(true);
  }
  return <Suspense>{needed && <NoticesShown />}</Suspense>;
}
