import { useMemo } from 'react';

import type { Scale } from './grid-column';
import { hourHeightFor, itemsByColumn, layoutColumn, rangeOf, SMALLEST_TARGET_PX } from './layout';
import type { ColumnStops } from './stops';
import type { TimeGridColumn, TimeGridItem, TimeGridProps } from './types';

export const AXIS_WIDTH = 68;
export const HEADER_HEIGHT = 52;
const PHONE_WIDTH = 560;
const NONE: readonly TimeGridItem[] = [];

/** What follows from the properties and the room on screen. */
export function useGridModel(props: TimeGridProps, width: number) {
  const { columns, items, range: minimal, hourHeight: asked, minColumnWidth = 128 } = props;
  const groups = useMemo(() => itemsByColumn(items), [items]);
  const byId = useMemo(() => new Map(items.map((item) => [item.id, item])), [items]);
  const indexOf = useMemo(
    () => new Map(columns.map((column, index) => [column.id, index])),
    [columns],
  );
  const [least, most] = minimal ?? [];
  const range = useMemo(
    () =>
      rangeOf(
        columns,
        (id) => groups.get(id) ?? NONE,
        least === undefined || most === undefined ? undefined : [least, most],
      ),
    [columns, groups, least, most],
  );
  const hourHeight = useMemo(() => asked ?? hourHeightFor(items), [asked, items]);
  const scale = useMemo<Scale>(() => {
    const pixelsPerMinute = hourHeight / 60;
    return { range, pixelsPerMinute, minMinutes: SMALLEST_TARGET_PX / pixelsPerMinute };
  }, [range, hourHeight]);

  const room = Math.max(width - AXIS_WIDTH, 0);
  const single = room > 0 && room < PHONE_WIDTH - AXIS_WIDTH && columns.length > 1;
  const even = columns.length === 0 ? room : Math.floor(room / columns.length);
  const columnWidth = single ? room : Math.max(even, minColumnWidth);

  const itemsIn = (column: TimeGridColumn) => groups.get(column.id) ?? NONE;
  const stopsIn = (column: TimeGridColumn, cell: number): ColumnStops => {
    const { behind, front } = layoutColumn(column, itemsIn(column), scale.minMinutes);
    return { placed: [...behind, ...front], range, cell };
  };
  return {
    byId,
    indexOf,
    range,
    scale,
    single,
    columnWidth,
    bodyHeight: HEADER_HEIGHT + (range.to - range.from) * scale.pixelsPerMinute,
    totalWidth: columnWidth * columns.length,
    itemsIn,
    stopsIn,
  };
}

export type GridModel = ReturnType<typeof useGridModel>;
