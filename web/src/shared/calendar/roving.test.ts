import { describe, expect, it } from 'vitest';

import { sideBySide } from './layout';
import { at, selectedExtent, walk, type Board, type Place } from './roving';
import { stopsOf, type ColumnStops } from './stops';
import type { TimeGridItem } from './types';

const item = (id: string) => ({ id }) as TimeGridItem;
const column = (...blocks: [string, number, number][]): ColumnStops => ({
  placed: sideBySide(blocks.map(([id, from, to]) => ({ item: item(id), from, to }))),
  range: { from: 540, to: 660 },
  cell: 30,
});

const columns = [column(['a', 570, 585], ['b', 570, 600]), column(), column(['c', 540, 660])];
const board: Board = {
  columns: columns.length,
  stopsIn: (index) => columns[index] ?? column(),
  rightToLeft: false,
};
const cell = (index: number, minute: number): Place => at(index, minute, board);
const press = (place: Place, ...keys: string[]) => {
  let here = place;
  for (const key of keys) {
    const [name = '', ...modifiers] = key.split('+').toReversed();
    const next = walk(
      here,
      { key: name, shiftKey: modifiers.includes('Shift'), ctrlKey: modifiers.includes('Control') },
      board,
    );
    here = next ?? here;
  }
  return [here.column, here.itemId ?? here.minute];
};

describe('stops of a column', () => {
  it('are free cells and blocks in order', () => {
    expect(
      stopsOf(column(['a', 570, 585], ['b', 570, 600])).map((s) => s.itemId ?? s.minute),
    ).toEqual([540, 'b', 'a', 600, 630]);
  });

  it('begin a free cell where a block ends', () => {
    expect(stopsOf(column(['a', 540, 555])).map((s) => s.itemId ?? s.minute)).toEqual([
      'a',
      555,
      570,
      600,
      630,
    ]);
  });

  it('hold blocks outside the hours too', () => {
    expect(stopsOf(column(['late', 700, 720])).at(-1)).toEqual({ minute: 700, itemId: 'late' });
  });
});

describe('arrow keys', () => {
  it('go through blocks and free cells, and stay at the ends', () => {
    expect(press(cell(0, 540), 'ArrowDown')).toEqual([0, 'b']);
    expect(press(cell(0, 540), 'ArrowDown', 'ArrowDown', 'ArrowDown')).toEqual([0, 600]);
    expect(press(cell(0, 540), 'ArrowUp')).toEqual([0, 540]);
    expect(press(cell(0, 630), 'ArrowDown')).toEqual([0, 630]);
  });

  it('go from block to block with Control', () => {
    expect(press(cell(0, 540), 'Control+ArrowDown')).toEqual([0, 'b']);
    expect(press(cell(0, 630), 'Control+ArrowUp')).toEqual([0, 'a']);
    expect(press(cell(1, 540), 'Control+ArrowDown')).toEqual([1, 540]);
  });

  it('come back to the same time over a column with one long block', () => {
    expect(press(cell(1, 600), 'ArrowRight')).toEqual([2, 'c']);
    expect(press(cell(1, 600), 'ArrowRight', 'ArrowLeft')).toEqual([1, 600]);
    expect(press(cell(2, 600), 'ArrowRight')).toEqual([2, 'c']);
  });

  it('are mirrored where lines run from right to left', () => {
    const mirrored = { ...board, rightToLeft: true };
    expect(walk(cell(1, 600), { key: 'ArrowLeft' }, mirrored)?.column).toBe(2);
    expect(walk(cell(1, 600), { key: 'ArrowRight' }, mirrored)?.column).toBe(0);
  });

  it('jump to the ends of a column and of the grid', () => {
    expect(press(cell(1, 600), 'Home')).toEqual([1, 540]);
    expect(press(cell(1, 540), 'End')).toEqual([1, 630]);
    expect(press(cell(1, 600), 'Control+End')).toEqual([2, 'c']);
    expect(press(cell(1, 540), 'PageDown')).toEqual([1, 630]);
  });

  it('leave other keys alone', () => {
    expect(walk(cell(1, 600), { key: 'x' }, board)).toBeNull();
  });
});

describe('selecting free time', () => {
  const extend = (place: Place, times: number) => {
    let here = place;
    for (let time = 0; time < times; time += 1) {
      here = walk(here, { key: 'ArrowDown', shiftKey: true }, board) ?? here;
    }
    return selectedExtent(here, board.stopsIn(here.column));
  };

  it('adds the free cells below, as far as they are free', () => {
    expect(extend(cell(1, 540), 0)).toEqual({ from: 540, to: 570 });
    expect(extend(cell(1, 540), 2)).toEqual({ from: 540, to: 630 });
    expect(extend(cell(0, 540), 3)).toEqual({ from: 540, to: 570 });
    expect(extend(cell(1, 540), 9)).toEqual({ from: 540, to: 660 });
  });
});
