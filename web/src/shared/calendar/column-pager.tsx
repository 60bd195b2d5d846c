import { ActionIcon, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useDirection } from '@mantine/core';

import classes from './time-grid.module.css';
import type { TimeGridColumn } from './types';

interface ColumnPagerProps {
  columns: readonly TimeGridColumn[];
  at: number;
  onGo: (index: number) => void;
}

/** On a phone one column fills the width; a swipe or these buttons bring the next. */
export function ColumnPager({ columns, at, onGo }: ColumnPagerProps) {
  const { t } = useTranslation('calendar');
  const { dir } = useDirection();
  const [Back, Forth] =
    dir === 'rtl' ? [IconChevronRight, IconChevronLeft] : [IconChevronLeft, IconChevronRight];
  const current = columns[at];
  return (
    <div className={classes.pager}>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('grid.previous_column')}
        aria-disabled={at === 0}
        onClick={() => onGo(Math.max(at - 1, 0))}
      >
        <Back size={18} aria-hidden />
      </ActionIcon>
      <Text size="sm" fw={600} role="status" ta="center">
        {current?.title}
        {current?.subtitle !== undefined && ` · ${current.subtitle}`}
      </Text>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('grid.next_column')}
        aria-disabled={at >= columns.length - 1}
        onClick={() => onGo(Math.min(at + 1, columns.length - 1))}
      >
        <Forth size={18} aria-hidden />
      </ActionIcon>
    </div>
  );
}
