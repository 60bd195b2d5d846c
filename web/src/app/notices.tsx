import { useNotifications } from '@mantine/notifications';
import { useEffect, useState, type ComponentType } from 'react';

const AGAIN_MS = 3_000;

let loading: Promise<ComponentType> | undefined;

/** What shows notices; a failure is tried again by the next who asks. */
export function loadNotices(): Promise<ComponentType> {
  loading ??= import('./notices-shown').then(
    (module) => module.default,
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** Where notices appear: loaded with the first of them, again and again if it must be. */
export function Notices() {
  const { notifications } = useNotifications();
  const [Shown, setShown] = useState<ComponentType>();
  const [attempt, setAttempt] = useState(0);
  const missing = notifications.length > 0 && Shown === undefined;
  useEffect(() => {
    if (!missing) {
      return undefined;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    loadNotices().then(
      (loaded) => setShown(() => loaded),
      () => {
        timer = setTimeout(() => setAttempt(attempt + 1), AGAIN_MS);
      },
    );
    return () => clearTimeout(timer);
  }, [missing, attempt]);
  return Shown === undefined ? null : <Shown />;
}
