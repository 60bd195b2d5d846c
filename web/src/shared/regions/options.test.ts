import { describe, expect, it } from 'vitest';

import type { RegionRead } from '@/client';

import { offered } from './options';

function region(id: string, name: string, bn: string, above: RegionRead[] = []): RegionRead {
  const itself = { id, name, names: { bn } };
  return {
    ...itself,
    code: id,
    country: 'BD',
    level: above.length + 1,
    kind: 'division',
    parent_id: above.at(-1)?.id ?? null,
    path: [...above.map(({ id, name, names }) => ({ id, name, names })), itself],
    ended: false,
  };
}

const sylhet = region('s', 'Sylhet', 'সিলেট');
const dhaka = region('d', 'Dhaka', 'ঢাকা');
const gazipur = region('g', 'Gazipur', 'গাজীপুর', [dhaka]);
const savar = region('sv', 'Savar', 'সাভার', [dhaka, gazipur]);
const ask = { choices: [sylhet, dhaka], found: [], within: null, typed: '', language: 'en' };

function labels(asked: Parameters<typeof offered>[0]): string[][] {
  return offered(asked).map(({ items }) => items.map(({ label }) => label));
}

describe('what a level offers', () => {
  it('is all of it by name, until something is typed', () => {
    expect(labels(ask)).toEqual([['Dhaka', 'Sylhet']]);
    expect(labels({ ...ask, language: 'bn' })).toEqual([['ঢাকা', 'সিলেট']]);
  });

  it('is what is meant, and then what lies deeper, with the way to it', () => {
    expect(labels({ ...ask, typed: 'সিল' })).toEqual([['Sylhet']]);
    expect(labels({ ...ask, typed: 'sa', found: [savar] })).toEqual([['Savar, Gazipur, Dhaka']]);
    expect(labels({ ...ask, typed: 'dha', found: [dhaka, gazipur] })).toEqual([
      ['Dhaka'],
      ['Gazipur, Dhaka'],
    ]);
  });

  it('stays within the level above', () => {
    const within = { ...ask, choices: [gazipur], typed: 'sa', found: [savar, sylhet] };
    expect(labels({ ...within, within: 'd' })).toEqual([['Savar, Gazipur, Dhaka']]);
  });

  it('is grouped where there are several countries', () => {
    const bavaria = { ...region('b', 'Bavaria', 'বাভারিয়া'), country: 'DE' };
    const groups = offered({ ...ask, choices: [sylhet, bavaria] });
    expect(groups.map(({ country }) => country)).toEqual(['BD', 'DE']);
  });
});
