import { describe, expect, it } from 'vitest';

import { choiceParam, dayParam, flagParam, textParam } from './search';

describe('filters in the address', () => {
  it('keep texts that look like numbers', () => {
    expect(textParam(1712)).toBe('1712');
    expect(textParam('karim')).toBe('karim');
  });

  it('forget what is empty or of another kind', () => {
    expect(textParam('')).toBeUndefined();
    expect(textParam({})).toBeUndefined();
    expect(choiceParam('owner', ['admin', 'staff'])).toBeUndefined();
    expect(flagParam('yes')).toBeUndefined();
  });

  it('take only days that exist', () => {
    expect(dayParam('2026-02-28')).toBe('2026-02-28');
    expect(dayParam('2026-02-31')).toBeUndefined();
    expect(dayParam('soon')).toBeUndefined();
  });
});
