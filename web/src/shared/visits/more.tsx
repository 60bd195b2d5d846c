import { Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { BusyButton } from '@/shared/forms/busy-button';

interface MoreProps {
  query: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => Promise<unknown>;
  };
}

/** The next page of a list; after the last one it says so, and keeps the focus that it had. */
export function More({ query }: MoreProps) {
  const { t } = useTranslation(['visits', 'common']);
  const [asked, setAsked] = useState(false);
  const end = useRef<HTMLParagraphElement>(null);
  const { hasNextPage } = query;
  useEffect(() => {
    if (asked && !hasNextPage) {
      end.current?.focus({ preventScroll: true });
    }
  }, [asked, hasNextPage]);
  if (hasNextPage) {
    return (
      <BusyButton
        variant="default"
        busy={query.isFetchingNextPage}
        onClick={() => {
          setAsked(true);
          void query.fetchNextPage();
        }}
      >
        {t('common:action.more')}
      </BusyButton>
    );
  }
  return asked ? (
    <Text ref={end} tabIndex={-1} size="sm" c="dimmed" ta="center">
      {t('all_shown')}
    </Text>
  ) : null;
}
