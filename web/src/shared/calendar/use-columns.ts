import { useDirection } from '@mantine/core';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffectEvent, useLayoutEffect, type RefObject } from 'react';

import { nowMinute, openStart } from './axis';
import type { TimeGridProps } from './types';
import type { GridModel } from './use-grid-model';

const OVERSCAN = 2;

/** Which columns are drawn: those in sight, some beside, and those that must not go (`kept`). */
export function useColumns(
  { columns, now }: TimeGridProps,
  { columnWidth, single, range, scale }: GridModel,
  scroller: RefObject<HTMLDivElement | null>,
  kept: (number | null | undefined)[],
) {
  const { dir } = useDirection();
  // eslint-disable-next-line react-hooks/incompatible-library -- what it returns is not passed on
  const virtualizer = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => columnWidth,
    overscan: OVERSCAN,
    isRtl: dir === 'rtl',
    rangeExtractor: (seen) => {
      const also = kept.filter((index) => typeof index === 'number' && index < columns.length);
      const all = new Set([...defaultRangeExtractor(seen), ...(also as number[])]);
      return [...all].sort((one, other) => one - other);
    },
  });
  useLayoutEffect(() => {
    virtualizer.measure();
  }, [virtualizer, columnWidth]);

  const sign = dir === 'rtl' ? -1 : 1;
  const goTo = (index: number, behavior: ScrollBehavior = 'smooth') => {
    scroller.current?.scrollTo({ left: sign * index * columnWidth, behavior });
  };

  /** At first sight: today, and the hours in which there is something. */
  const begin = useEffectEvent(() => {
    const current = columns.findIndex((column) => column.current === true);
    const at = columns[Math.max(current, 0)];
    if (at === undefined) {
      return;
    }
    const minute = (now === undefined ? null : nowMinute(at, now)) ?? openStart(at, at.open);
    if (single && current > 0) {
      goTo(current, 'instant');
    }
    if (minute !== null && minute >= range.from) {
      scroller.current?.scrollTo({ top: (minute - 60 - range.from) * scale.pixelsPerMinute });
    }
  });
  const shown = columns[0]?.id;
  const ready = columnWidth > 0;
  useLayoutEffect(() => {
    if (ready && shown !== undefined) {
      begin();
    }
  }, [ready, shown, single]);

  const first = Math.round(Math.abs(virtualizer.scrollOffset ?? 0) / Math.max(columnWidth, 1));
  return {
    visible: virtualizer.getVirtualItems().map(({ index }) => index),
    first: Math.min(first, Math.max(columns.length - 1, 0)),
    goTo,
  };
}
