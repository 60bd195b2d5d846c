import { describe, expect, it } from 'vitest';

import { carry } from './carry';
import { edgeSpeed, moved, previewAt, spotAt, type Geometry, type Gesture } from './geometry';

const geometry: Geometry = {
  columns: 7,
  columnWidth: 100,
  headerHeight: 50,
  pixelsPerMinute: 2,
  range: { from: 540, to: 1020 },
  rightToLeft: false,
};
const box = { left: 10, right: 710, top: 20 };

describe('a point on screen', () => {
  it('is a column and a minute', () => {
    expect(spotAt(geometry, box, 10 + 250, 20 + 50 + 60)).toEqual({ column: 2, minute: 570 });
  });

  it('counts columns from the right where lines run from right to left', () => {
    expect(spotAt({ ...geometry, rightToLeft: true }, box, 700, 70)).toEqual({
      column: 0,
      minute: 540,
    });
  });

  it('outside is the nearest within', () => {
    expect(spotAt(geometry, box, -500, -500)).toEqual({ column: 0, minute: 540 });
    expect(spotAt(geometry, box, 5000, 5000)).toEqual({ column: 6, minute: 1020 });
  });
});

const move: Gesture = {
  kind: 'move',
  itemId: 'a',
  column: 1,
  extent: { from: 600, to: 630 },
  grip: 12,
};
const { range } = geometry;

describe('what a drag would do', () => {
  it('moves a block by where it was taken, in steps, its length kept', () => {
    expect(previewAt(move, { column: 3, minute: 700 }, 5, range)).toEqual({
      kind: 'move',
      itemId: 'a',
      column: 3,
      from: 690,
      to: 720,
    });
  });

  it('keeps a block within what is shown', () => {
    expect(previewAt(move, { column: 0, minute: 1020 }, 5, range)).toMatchObject({
      from: 990,
      to: 1020,
    });
    expect(previewAt(move, { column: 0, minute: 540 }, 5, range)).toMatchObject({
      from: 540,
      to: 570,
    });
  });

  it('never makes a block shorter than one step', () => {
    const start: Gesture = { ...move, kind: 'resize', edge: 'start' };
    const end: Gesture = { ...move, kind: 'resize', edge: 'end' };
    expect(previewAt(start, { column: 1, minute: 900 }, 15, range)).toMatchObject({
      from: 615,
      to: 630,
    });
    expect(previewAt(end, { column: 1, minute: 560 }, 15, range)).toMatchObject({
      from: 600,
      to: 615,
    });
    expect(previewAt(end, { column: 5, minute: 704 }, 15, range)).toMatchObject({
      column: 1,
      from: 600,
      to: 705,
    });
  });

  it('draws upwards as well as downwards', () => {
    const draw: Gesture = { kind: 'draw', column: 2, anchor: 607 };
    expect(previewAt(draw, { column: 2, minute: 650 }, 15, range)).toMatchObject({
      from: 600,
      to: 660,
    });
    expect(previewAt(draw, { column: 4, minute: 571 }, 15, range)).toMatchObject({
      column: 2,
      from: 570,
      to: 615,
    });
  });
});

describe('carrying by keyboard', () => {
  const start = moved({ itemId: 'a', extent: { from: 602, to: 632 } }, 1, 602, range);
  const field = { ...geometry, step: 5 };
  const press = (key: string, shiftKey = false) => carry(start, { key, shiftKey }, field);

  it('goes in steps and by columns', () => {
    expect(press('ArrowDown')).toMatchObject({ column: 1, from: 605, to: 635 });
    expect(press('ArrowDown', true)).toMatchObject({ from: 660, to: 690 });
    expect(press('PageUp')).toMatchObject({ from: 540, to: 570 });
    expect(press('ArrowRight')).toMatchObject({ column: 2, from: 602 });
    expect(carry(start, { key: 'ArrowRight' }, { ...field, rightToLeft: true })).toMatchObject({
      column: 0,
    });
  });

  it('ends with Enter or Escape', () => {
    expect([press('Enter'), press(' '), press('Escape'), press('Tab')]).toEqual([
      'drop',
      'drop',
      'cancel',
      'other',
    ]);
  });
});

describe('scrolling along', () => {
  it('is faster the nearer to the edge', () => {
    expect(edgeSpeed(300, 0, 600)).toBe(0);
    expect(edgeSpeed(590, 0, 600)).toBeGreaterThan(edgeSpeed(560, 0, 600));
    expect(edgeSpeed(10, 0, 600)).toBeLessThan(0);
    expect(edgeSpeed(-900, 0, 600)).toBe(-16);
  });
});
