import { useTranslation } from 'react-i18next';

import { useFormat } from '@/shared/time/use-format';

import { extentOf, instantAt, type Extent } from './axis';
import { openExtents } from './layout';
import type { TimeGridColumn, TimeGridItem } from './types';

/** What the grid says to screen readers. */
export function useWords() {
  const { t } = useTranslation('calendar');
  const format = useFormat();

  const nameOf = ({ label, title, subtitle }: TimeGridColumn) =>
    label ?? [title, subtitle].filter(Boolean).join(', ');
  const times = (column: TimeGridColumn, { from, to }: Extent) =>
    format.timeRange(instantAt(column, from), instantAt(column, to), column.zone);

  const stateOf = (column: TimeGridColumn, { from, to }: Extent) => {
    const band = column.bands?.find((one) => {
      const extent = extentOf(column, one);
      return extent.from < to && from < extent.to;
    });
    if (band !== undefined) {
      return band.label;
    }
    const open = openExtents(column, column.open);
    return open.some((one) => one.from <= from && to <= one.to) ? t('grid.free') : t('grid.closed');
  };

  return {
    cell: (column: TimeGridColumn, extent: Extent) =>
      t('grid.cell', {
        times: times(column, extent),
        state: stateOf(column, extent),
        column: nameOf(column),
      }),
    moving: (item: TimeGridItem) => t('grid.moving', { item: item.label }),
    movingTo: (column: TimeGridColumn, extent: Extent) =>
      t('grid.moving_to', { times: times(column, extent), column: nameOf(column) }),
    moved: (column: TimeGridColumn, extent: Extent) =>
      t('grid.moved', { times: times(column, extent), column: nameOf(column) }),
    notMoved: () => t('grid.not_moved'),
  };
}
