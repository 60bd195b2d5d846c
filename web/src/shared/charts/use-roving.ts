import { useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';

import { stopAfter, type Stop } from './roving';

const MARK = '[data-row][data-column]';

function stopOf(mark: HTMLElement): Stop {
  return { row: Number(mark.dataset.row), column: Number(mark.dataset.column) };
}

/** The marks of one chart are one tab stop; put `chart` on what holds them and `mark` on each. */
export function useRoving<E extends HTMLElement>(first: Stop) {
  const holder = useRef<E>(null);
  const [kept, setKept] = useState<Stop | null>(null);
  const marks = () => [...(holder.current?.querySelectorAll<HTMLElement>(MARK) ?? [])];
  const at = kept ?? first;
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
          all
            .find(({ dataset }) => {
              const { row, column } = dataset;
              return Number(row) === next.row && Number(column) === next.column;
            })
            ?.focus();
        }
      },
    },
    mark: (row: number, column: number) => ({
      'data-row': row,
      'data-column': column,
      tabIndex: row === at.row && column === at.column ? 0 : -1,
    }),
  };
}
