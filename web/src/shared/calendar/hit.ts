/** What of the grid an event happened on. */

import type { TimeGridItem } from './types';

export type Hit =
  | { kind: 'item'; item: TimeGridItem; element: HTMLElement }
  | { kind: 'edge'; item: TimeGridItem; edge: 'start' | 'end' }
  | { kind: 'cursor' }
  | { kind: 'column'; id: string }
  | { kind: 'head' }
  | { kind: 'free' };

export function hitOf(target: EventTarget | null, byId: ReadonlyMap<string, TimeGridItem>): Hit {
  if (!(target instanceof Element)) {
    return { kind: 'free' };
  }
  const found = target.closest<HTMLElement>('[data-item],[data-edge],[data-cursor],[data-column]');
  const { item: itemId, edge, of, column } = found?.dataset ?? {};
  const item = byId.get(itemId ?? of ?? '');
  if (found !== null && item !== undefined) {
    return edge === undefined
      ? { kind: 'item', item, element: found }
      : { kind: 'edge', item, edge: edge === 'start' ? 'start' : 'end' };
  }
  if (column !== undefined) {
    return { kind: 'column', id: column };
  }
  if (found?.dataset.cursor !== undefined) {
    return { kind: 'cursor' };
  }
  return { kind: target.closest('[role=rowheader]') === null ? 'free' : 'head' };
}
