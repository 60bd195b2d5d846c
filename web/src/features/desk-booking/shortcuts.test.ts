import { describe, expect, it } from 'vitest';

import { commandOf } from './shortcuts';

function press(key: string, code = key, more = {}) {
  return { key, code, repeat: false, modified: false, ...more };
}

describe('keys of the list of times', () => {
  it('chooses by number, as far as there are times', () => {
    expect(commandOf(press('3', 'Digit3'), 0, 5)).toEqual({ do: 'move', to: 2 });
    expect(commandOf(press('3', 'Numpad3'), 0, 5)).toEqual({ do: 'move', to: 2 });
    expect(commandOf(press('3', 'Digit3'), 0, 2)).toBeNull();
  });

  it('stays within the list', () => {
    expect(commandOf(press('ArrowUp'), 0, 5)).toEqual({ do: 'move', to: 0 });
    expect(commandOf(press('End'), 0, 5)).toEqual({ do: 'move', to: 4 });
    expect(commandOf(press('PageDown'), 3, 5)).toEqual({ do: 'move', to: 4 });
    expect(commandOf(press('ArrowDown'), 0, 0)).toBeNull();
  });

  it('books once, however long Enter is held', () => {
    expect(commandOf(press('Enter'), 0, 5)).toEqual({ do: 'book' });
    expect(commandOf(press('Enter', 'Enter', { repeat: true }), 0, 5)).toBeNull();
    expect(commandOf(press('Enter'), 0, 0)).toBeNull();
  });

  it('knows letters by their place, on a Bangla keyboard too', () => {
    expect(commandOf(press('ড', 'KeyD'), 0, 5)).toEqual({ do: 'go', to: 'doctor' });
  });

  it('leaves the keys of the browser alone', () => {
    expect(commandOf(press('d', 'KeyD', { modified: true }), 0, 5)).toBeNull();
    expect(commandOf(press('x', 'KeyX'), 0, 5)).toBeNull();
  });
});
