import { useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';

import { stopAfter, type Stop } from './roving';

const MARK = '[data-row][data-column]';

function stopOf(mark: HTMLElement): Stop {
  return { row: Number(mark.dataset.row), column: Number(mark.dataset.column) };
}

function isAt(stop: Stop): (other: Stop) => boolean {
  return ({ row, column }) => row === stop.row && column === stop.column;
}

/**
 * The marks of one chart are one tab stop; put `chart` on what holds them and `mark` on each.
 *
 * `stops` are the marks that there are, in their order: with other figures, the one that had the
 * tab stop may be gone, and the first takes its place.
 */
export function useRoving<E extends HTMLElement>(stops: readonly Stop[]) {
  const holder = useRef<E>(null);
  const [kept, setKept] = useState<Stop | null>(null);
  const marks = () => [...(holder.current?.querySelectorAll<HTMLElement>(MARK) ?? [])];
  const at = (kept === null ? undefined : stops.find(isAt(kept))) ?? stops[0];
  return {
    chart: {
      ref: holder,
      onFocus: ({ target }: FocusEvent) => {
        const mark = target.closest<HTMLElement>(MARK);
        setKept(mark === null ? null : stopOf(mark));
      },
      onKeyDown: (event: KeyboardEvent) => {
        const mark = (event.target as Element).closest<HTMLElement>(MARK);
        if (mark === null || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
          return;
        }
        const all = marks();
        const isMirrored = getComputedStyle(mark).direction === 'rtl';
        const next = stopAfter(all.map(stopOf), stopOf(mark), event.key, isMirrored);
        if (next !== null) {
          event.preventDefault();
          all.find((each) => isAt(next)(stopOf(each)))?.focus();
        }
      },
    },
    mark: (row: number, column: number) => ({
      'data-row': row,
      'data-column': column,
      tabIndex: row === at?.row && column === at.column ? 0 : -1,
    }),
  };
}
