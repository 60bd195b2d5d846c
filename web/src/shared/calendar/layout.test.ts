import { describe, expect, it } from 'vitest';

import {
  hourHeightFor,
  itemsByColumn,
  layoutColumn,
  openExtents,
  rangeOf,
  sideBySide,
} from './layout';
import type { TimeGridColumn, TimeGridItem } from './types';

const blocks = (...extents: [number, number][]) =>
  extents.map(([from, to], index) => ({ item: index, from, to }));

const lanes = (...extents: [number, number][]) =>
  sideBySide(blocks(...extents))
    .toSorted((one, other) => one.item - other.item)
    .map(({ lane, span, lanes: of }) => [lane, span, of]);

const at = (hour: number, minute = 0) =>
  `2027-01-05T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00+06:00`;

const column: TimeGridColumn = {
  id: 'c',
  day: '2027-01-05',
  zone: 'Asia/Dhaka',
  title: 'Tuesday',
  open: [{ startsAt: at(9), endsAt: at(13) }],
};

const item = (id: string, startsAt: string, endsAt: string, more = {}): TimeGridItem => ({
  id,
  columnId: 'c',
  startsAt,
  endsAt,
  title: id,
  label: id,
  color: 'blue',
  kind: 'visit',
  movable: true,
  ...more,
});

describe('blocks', () => {
  it('that only touch fill the width', () => {
    expect(lanes([540, 570], [570, 600])).toEqual([
      [0, 1, 1],
      [0, 1, 1],
    ]);
  });

  it('that overlap stand beside each other', () => {
    expect(lanes([540, 600], [570, 630])).toEqual([
      [0, 1, 2],
      [1, 1, 2],
    ]);
  });

  it('take a lane again once it is free, and spread where nothing is beside them', () => {
    // A long one, two short ones beside it, and one that only the first two meet.
    expect(lanes([540, 660], [540, 570], [540, 570], [600, 630])).toEqual([
      [0, 1, 3],
      [1, 1, 3],
      [2, 1, 3],
      [1, 2, 3],
    ]);
  });

  it('of the next cluster start anew', () => {
    expect(lanes([540, 600], [550, 560], [600, 630])).toEqual([
      [0, 1, 2],
      [1, 1, 2],
      [0, 1, 1],
    ]);
  });

  it('that look longer than they are do not cover the next', () => {
    const [first, second] = sideBySide(blocks([540, 545], [550, 580]), 15);
    expect([first?.lane, first?.lanes]).toEqual([0, 2]);
    expect([second?.lane, second?.from, second?.to]).toEqual([1, 550, 580]);
  });

  it('never cover each other, whatever they are', () => {
    let state = 7;
    const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
    const many = Array.from({ length: 300 }, (_, index) => {
      const from = random(1300);
      return { item: index, from, to: from + 5 + random(120) };
    });
    const placed = sideBySide(many);
    const clashes = placed.flatMap((one) =>
      placed.filter(
        (other) =>
          one.item !== other.item &&
          one.from < other.to &&
          other.from < one.to &&
          one.lane / one.lanes < (other.lane + other.span) / other.lanes - 1e-9 &&
          other.lane / other.lanes < (one.lane + one.span) / one.lanes - 1e-9,
      ),
    );
    expect(placed).toHaveLength(300);
    expect(placed.every(({ lane, span, lanes: of }) => span > 0 && lane + span <= of)).toBe(true);
    expect(clashes).toEqual([]);
  });

  it('in the background share no width', () => {
    const leave = item('leave', at(9), at(12), { background: true });
    const { behind, front } = layoutColumn(column, [leave, item('a', at(9), at(10))]);
    expect(behind.map((one) => one.item.id)).toEqual(['leave']);
    expect(front.map(({ lane, lanes: of }) => [lane, of])).toEqual([[0, 1]]);
  });
});

describe('open stretches', () => {
  it('are joined where they meet', () => {
    const open = [
      { startsAt: at(11), endsAt: at(13) },
      { startsAt: at(9), endsAt: at(11) },
      { startsAt: at(15), endsAt: at(16) },
    ];
    expect(openExtents(column, open)).toEqual([
      { from: 540, to: 780 },
      { from: 900, to: 960 },
    ]);
  });

  it('of other days are left out', () => {
    const open = [{ startsAt: '2027-01-06T09:00:00+06:00', endsAt: '2027-01-06T12:00:00+06:00' }];
    expect(openExtents(column, open)).toEqual([]);
  });
});

describe('the hours shown', () => {
  const shown = (items: TimeGridItem[], minimal?: [number, number]) => {
    const groups = itemsByColumn(items);
    return rangeOf([column], (id) => groups.get(id) ?? [], minimal);
  };

  it('are whole hours around everything, six at least', () => {
    expect(shown([])).toEqual({ from: 540, to: 900 });
    expect(shown([item('early', at(7, 40), at(8)), item('late', at(19), at(19, 20))])).toEqual({
      from: 420,
      to: 1200,
    });
  });

  it('are not widened by whole days of leave', () => {
    const leave = item('leave', at(0), '2027-01-06T00:00:00+06:00', { background: true });
    expect(shown([leave])).toEqual({ from: 540, to: 900 });
  });

  it('hold what was asked for', () => {
    expect(shown([], [0, 1440])).toEqual({ from: 0, to: 1440 });
  });

  it('are those of a usual day when nothing is there', () => {
    expect(rangeOf([{ ...column, open: [] }], () => [])).toEqual({ from: 540, to: 1020 });
  });
});

describe('the height of an hour', () => {
  it('lets the shortest block be hit, within reason', () => {
    expect(hourHeightFor([item('a', at(9), at(10))])).toBe(96);
    expect(hourHeightFor([item('a', at(9), at(9, 10))])).toBe(144);
    expect(hourHeightFor([item('a', at(9), at(9, 1))])).toBe(144);
  });
});
