import type { LinkProps } from '@tanstack/react-router';

import type { SeriesColor } from './palette';

/** The rows behind a figure. */
export type ChartLink = Pick<LinkProps, 'to' | 'params' | 'search' | 'hash'>;

export interface Series {
  key: string;
  name: string;
  color: SeriesColor;
}

/** Of a chart over time: one column, or one row of its table. */
export interface Point {
  key: string;
  /** In full, such as "Saturday 21 November 2026". */
  name: string;
  /** Below the axis, such as "21". */
  tick: string;
  /** One for each series, from the bottom up. */
  values: readonly number[];
  link: ChartLink;
}
