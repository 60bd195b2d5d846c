import { describe, expect, it } from 'vitest';

import { countOf, needsOf } from './needs';

describe('what a visit needs', () => {
  const needs = [
    { kind: 'room', tag: 'ultrasound' },
    { kind: 'device', tag: null },
    { kind: 'device', tag: null },
  ] as const;

  it('is counted by kind', () => {
    expect(countOf('room', needs)).toEqual({ count: 1, tag: 'ultrasound' });
    expect(countOf('device', needs)).toEqual({ count: 2, tag: null });
    expect(countOf('device', [])).toEqual({ count: 0, tag: null });
  });

  it('survives the form', () => {
    expect(needsOf(countOf('room', needs), countOf('device', needs))).toEqual(needs);
  });
});
