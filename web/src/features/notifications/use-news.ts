import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { NotificationRead } from '@/client';

import { useWords } from './use-words';

/** In words, once, what came while this window was open; for those who do not see the bell. */
export function useNews(lines: readonly NotificationRead[] | undefined): string {
  const { t } = useTranslation('notifications');
  const wordsOf = useWords();
  const known = useRef<Set<string>>(null);
  const [came, setCame] = useState<NotificationRead[]>([]);
  useEffect(() => {
    if (lines === undefined) {
      return;
    }
    const before = known.current;
    known.current = new Set([...(before ?? []), ...lines.map(({ id }) => id)]);
    const fresh = lines.filter(({ id, read_at }) => read_at === null && before?.has(id) === false);
    if (fresh.length > 0) {
      setCame(fresh);
    }
  }, [lines]);
  const [first] = came;
  if (first === undefined) {
    return '';
  }
  if (came.length > 1) {
    return t('came', { count: came.length });
  }
  const { title, when, about, whom } = wordsOf(first);
  return [title, when, ...about, whom].filter((part) => part !== null).join('. ');
}
