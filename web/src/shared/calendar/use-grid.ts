import { useDirection } from '@mantine/core';
import {
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
} from 'react';

import type { Extent } from './axis';
import type { Preview } from './geometry';
import { contextOf, deliver, extentAt, type GridContext } from './grid-context';
import type { Cursor } from './grid-column';
import { hitOf } from './hit';
import { placeNow, placeOf } from './place';
import { cellUnder, press } from './pointer';
import { at, selectedExtent, walk, type Place } from './roving';
import { reveal } from './scroll';
import type { TimeGridItem, TimeGridProps } from './types';
import { useCarrying } from './use-carrying';
import { useFocus } from './use-focus';
import { AXIS_WIDTH, HEADER_HEIGHT, type GridModel } from './use-grid-model';
import { useWords } from './use-words';

type Element = RefObject<HTMLDivElement | null>;

/** Where the focus is, what is being dragged, and what keys and pointers do about it. */
export function useGrid(props: TimeGridProps, model: GridModel, scroller: Element, body: Element) {
  const words = useWords();
  const rightToLeft = useDirection().dir === 'rtl';
  const context = contextOf(props, model, rightToLeft);
  const [kept, setPlace] = useState<Place | null>(null);
  const [message, setMessage] = useState('');
  const place = placeNow(kept, { columns: props.columns, ...model }, context.board);

  const show = (column: number, extent: Extent) =>
    revealIn(scroller.current, context, column, extent);
  const focus = useFocus(body, selectorOf(place), () => {
    if (place !== null) {
      show(place.column, extentAt(context, place));
    }
  });

  const nameCell = (where: Place): Cursor | null => {
    const column = props.columns[where.column];
    const extent = selectedExtent(where, context.board.stopsIn(where.column));
    return column === undefined ? null : { ...extent, label: words.cell(column, extent) };
  };

  const drop = (done: Preview) => {
    const column = props.columns[done.column];
    if (column !== undefined && deliver(context, done)) {
      setMessage(words.moved(column, done));
      setPlace({ ...done, minute: done.from, along: done.from, extra: 0 });
    }
  };

  const carrying = useCarrying(context, {
    tell: (next) => {
      const column = props.columns[next.column];
      show(next.column, next);
      setMessage(column === undefined ? '' : words.movingTo(column, next));
    },
    end: (done) => {
      setMessage(words.notMoved());
      if (done !== null) {
        focus.want();
        drop(done);
      }
    },
  });
  const { preview } = carrying;

  /** Keys that do something with a block; whether this was one. */
  const onItemKey = (event: KeyboardEvent, item: TimeGridItem, where: Place): boolean => {
    if (event.key.toLowerCase() === 'm' && item.movable && props.onMove !== undefined) {
      carrying.begin(item.id, where.column, extentAt(context, where));
      setMessage(words.moving(item));
      return true;
    }
    if (['Delete', 'Backspace'].includes(event.key) && props.onRemove !== undefined) {
      props.onRemove(item);
      return true;
    }
    return false;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const { kind } = hitOf(event.target, model.byId);
    if (place === null || event.altKey || kind === 'column') {
      return;
    }
    if (carrying.onKey(event)) {
      return;
    }
    const item = model.byId.get(place.itemId ?? '');
    if (item !== undefined && !event.ctrlKey && !event.metaKey && onItemKey(event, item, place)) {
      event.preventDefault();
      return;
    }
    const next = walk(place, event, context.board);
    if (next !== null) {
      event.preventDefault();
      setPlace(next);
      focus.want();
      if (next.extra !== place.extra) {
        setMessage(nameCell(next)?.label ?? '');
      }
    }
  };

  const onClick = (event: MouseEvent) => {
    const hit = hitOf(event.target, model.byId);
    const column = hit.kind === 'column' && props.columns.find(({ id }) => id === hit.id);
    if (hit.kind === 'item') {
      props.onOpen(hit.item, hit.element);
    } else if (column) {
      props.onColumn?.(column);
    } else if (hit.kind === 'cursor' && place !== null) {
      const extent = extentAt(context, place);
      drop({ kind: 'draw', itemId: null, column: place.column, ...extent });
    } else if (hit.kind === 'free' && body.current !== null && props.onPick !== undefined) {
      const cell = cellUnder(context, body.current, event);
      setPlace(at(cell.column, cell.from, context.board));
      drop(cell);
    }
  };

  const onPointerDown = (event: PointerEvent) => {
    if (scroller.current !== null && body.current !== null) {
      const surface = { scroller: scroller.current, body: body.current };
      press(context, event, { ...surface, show: carrying.show, drop });
    }
  };

  const onFocus = (event: FocusEvent) => {
    focus.onFocus();
    const hit = hitOf(event.target, model.byId);
    if (hit.kind === 'item' && hit.item.id !== place?.itemId) {
      setPlace(placeOf(hit.item, { columns: props.columns, ...model }));
    }
  };

  const moving = model.byId.get(preview?.itemId ?? '');
  return {
    place,
    cursor: place?.itemId === null ? nameCell(place) : null,
    preview,
    leavingId: moving?.id ?? null,
    originColumn: moving === undefined ? null : model.indexOf.get(moving.columnId),
    message,
    handlers: { onKeyDown, onClick, onPointerDown, onFocus, onBlur: focus.onBlur },
  };
}

function selectorOf(place: Place | null): string | null {
  if (place === null) {
    return null;
  }
  return place.itemId === null ? '[data-cursor]' : `[data-item="${CSS.escape(place.itemId)}"]`;
}

function revealIn(
  scroller: HTMLElement | null,
  { model, board }: GridContext,
  column: number,
  { from, to }: Extent,
): void {
  if (scroller === null) {
    return;
  }
  const { pixelsPerMinute, range } = model.scale;
  reveal(
    {
      scroller,
      axisWidth: AXIS_WIDTH,
      headerHeight: HEADER_HEIGHT,
      rightToLeft: board.rightToLeft,
    },
    {
      left: column * model.columnWidth,
      width: model.columnWidth,
      top: (from - range.from) * pixelsPerMinute,
      height: (to - from) * pixelsPerMinute,
    },
  );
}
