/** What a key means while the list of times has the focus. Pure. */

export type Command =
  | { do: 'move'; to: number }
  | { do: 'book' }
  | { do: 'go'; to: 'patient' | 'visit_type' | 'doctor' | 'day' | 'reason' | 'other' }
  | { do: 'part'; part: 'morning' | 'afternoon' };

interface Key {
  key: string;
  /** The place of the key, so that letters work whatever language the keyboard writes. */
  code: string;
  repeat: boolean;
  modified: boolean;
}

const GO: Partial<Record<string, Command>> = {
  KeyP: { do: 'go', to: 'patient' },
  KeyV: { do: 'go', to: 'visit_type' },
  KeyD: { do: 'go', to: 'doctor' },
  KeyW: { do: 'go', to: 'day' },
  KeyR: { do: 'go', to: 'reason' },
  KeyO: { do: 'go', to: 'other' },
  KeyM: { do: 'part', part: 'morning' },
  KeyA: { do: 'part', part: 'afternoon' },
};

const STEPS: Partial<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 5,
  PageUp: -5,
  Home: -Infinity,
  End: Infinity,
};

/** `null` for keys that are none of the list's business. */
export function commandOf(pressed: Key, selected: number, count: number): Command | null {
  if (pressed.modified) {
    return null;
  }
  if (pressed.key === 'Enter') {
    // A key that is held down must not book what it has just chosen.
    return pressed.repeat || count === 0 ? null : { do: 'book' };
  }
  const step = STEPS[pressed.key];
  if (step !== undefined) {
    return count === 0 ? null : { do: 'move', to: clamp(selected + step, count) };
  }
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(pressed.code)?.[1];
  if (digit !== undefined) {
    return Number(digit) <= count ? { do: 'move', to: Number(digit) - 1 } : null;
  }
  return GO[pressed.code] ?? null;
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
