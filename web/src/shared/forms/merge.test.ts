import { describe, expect, it } from 'vitest';

import { changesOf, isChanged, rebase } from './merge';

const base = { name: 'Room 1', tags: ['ecg'], phone: null as string | null };

describe('changes of a form', () => {
  it('are only the fields that differ', () => {
    expect(changesOf(base, { ...base, name: 'Room 2' })).toEqual({ name: 'Room 2' });
  });

  it('compare lists by their content', () => {
    expect(isChanged(base, { ...base, tags: ['ecg'] })).toBe(false);
    expect(isChanged(base, { ...base, tags: [] })).toBe(true);
  });

  it('hold a field that was emptied', () => {
    expect(changesOf({ ...base, phone: '1' }, base)).toEqual({ phone: null });
  });
});

describe('a form over what others changed', () => {
  it('keeps both where they touch different fields', () => {
    const merged = rebase(base, { ...base, name: 'Mine' }, { ...base, tags: ['xray'] });
    expect(merged).toEqual({ values: { ...base, name: 'Mine', tags: ['xray'] }, clashes: [] });
  });

  it('keeps what was typed and names the field where both touched it', () => {
    const merged = rebase(base, { ...base, name: 'Mine' }, { ...base, name: 'Theirs' });
    expect(merged).toEqual({ values: { ...base, name: 'Mine' }, clashes: ['name'] });
  });

  it('sees no clash where both wrote the same', () => {
    const same = { ...base, name: 'Same' };
    expect(rebase(base, same, same).clashes).toEqual([]);
  });
});
