import { useState, type KeyboardEvent } from 'react';

import type { Extent } from './axis';
import { carry } from './carry';
import { moved, type Preview } from './geometry';
import { geometryOf, type GridContext } from './grid-context';

interface Carried {
  /** It would now go there. */
  tell: (next: Preview) => void;
  /** It was dropped, or with null left where it is. */
  end: (done: Preview | null) => void;
}

/** What is being dragged: by keys, whose steps are made here, or by a pointer (`show`). */
export function useCarrying(context: GridContext, carried: Carried) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const [byKeys, setByKeys] = useState(false);

  const show = (next: Preview | null) => {
    setByKeys(false);
    setPreview(next);
  };

  const begin = (itemId: string, column: number, extent: Extent) => {
    setByKeys(true);
    setPreview(moved({ itemId, extent }, column, extent.from, context.model.range));
  };

  /** Whether a block is being carried, so that the key has no other meaning. */
  const onKey = (event: KeyboardEvent): boolean => {
    if (!byKeys || preview === null) {
      return false;
    }
    const next = carry(preview, event, { ...geometryOf(context), step: context.step });
    if (next !== 'other') {
      event.preventDefault();
      event.stopPropagation();
    }
    if (typeof next === 'object') {
      setPreview(next);
      carried.tell(next);
    } else if (event.key !== 'Shift') {
      show(null);
      carried.end(next === 'drop' ? preview : null);
    }
    return true;
  };

  return { preview, show, begin, onKey };
}
