/**
 * What a time grid shows. It knows days, times and blocks; doctors, rooms and visits are its
 * callers' words.
 *
 *   import { TimeGrid } from '@/shared/calendar/time-grid';
 *
 * Keep `columns` and `items` stable between renders (useMemo, or the `select` of a query): a new
 * array lays every column on screen out again.
 */

import type { ComponentType } from 'react';

import type { Day, Instant } from '@/shared/time/zones';

export interface Period {
  startsAt: Instant;
  endsAt: Instant;
}

/** A stretch of a column that is not for booking, with the words why: leave, a holiday, a break. */
export interface TimeGridBand extends Period {
  label: string;
}

/** One day of a doctor, of a room, or of whoever the calendar is about. */
export interface TimeGridColumn {
  id: string;
  day: Day;
  /** The axis is the clock on the wall in this IANA zone. */
  zone: string;
  title: string;
  subtitle?: string;
  /** What a screen reader says; title and subtitle when absent. */
  label?: string;
  /** Drawn light; the rest of the column is shaded. */
  open: readonly Period[];
  bands?: readonly TimeGridBand[];
  /** Stands out, such as today. */
  current?: boolean;
}

export interface TimeGridItem extends Period {
  id: string;
  columnId: string;
  title: string;
  detail?: string;
  /** What is shown as its time; the start when absent. */
  time?: string;
  /** What a screen reader says, times and state included. */
  label: string;
  /** The name of a colour of the theme. */
  color: string;
  icon?: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  kind: 'visit' | 'leave' | 'hold' | 'hours';
  movable: boolean;
  /** Its ends can be dragged (`onResize`). */
  resizable?: boolean;
  /** Drawn across the column behind the others, and shares no width with them. */
  background?: boolean;
  /** Drawn faint and struck through: cancelled, missed. */
  over?: boolean;
}

export interface TimeGridTarget {
  columnId: string;
  startsAt: Instant;
}

export interface TimeGridProps {
  columns: readonly TimeGridColumn[];
  items: readonly TimeGridItem[];
  /** What the grid is, for screen readers. */
  label: string;
  /** Minutes from midnight that are always shown; what lies outside widens it. */
  range?: readonly [from: number, to: number];
  /** Starts of moved and drawn blocks are multiples of this. */
  snapMinutes?: number;
  /** The length of one free cell: what the arrow keys walk and one click picks. */
  cellMinutes?: number;
  /** In pixels; so tall that the shortest block can be hit when absent. */
  hourHeight?: number;
  minColumnWidth?: number;
  /** A CSS height; the grid scrolls within. */
  height?: string;
  now?: Instant;
  /** `anchor` is the element of the item, for popovers and for the way back of the focus. */
  onOpen: (item: TimeGridItem, anchor: HTMLElement) => void;
  /** Change the data at once and put it back if the server refuses; the grid shows what it is given. */
  onMove?: (item: TimeGridItem, target: TimeGridTarget) => void;
  onResize?: (item: TimeGridItem, period: Period) => void;
  /** A free time was clicked, drawn or chosen with Enter. */
  onPick?: (columnId: string, startsAt: Instant, endsAt: Instant) => void;
  /** The title of a column is then a button. */
  onColumn?: (column: TimeGridColumn) => void;
  /** Delete or Backspace on an item. */
  onRemove?: (item: TimeGridItem) => void;
}
