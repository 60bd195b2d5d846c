/**
 * What was typed into forms that were left without saving.
 *
 * In memory only: it outlives Back and a closed drawer, not the tab, and is its typist's alone.
 */

import { whenAnotherSignsIn } from '@/shared/session/session';

interface Draft<V> {
  base: V;
  values: V;
}

const drafts = new Map<string, Draft<unknown>>();

whenAnotherSignsIn(() => drafts.clear());

export function findDraft<V>(key: string): Draft<V> | undefined {
  return drafts.get(key) as Draft<V> | undefined;
}

export function keepDraft<V>(key: string, draft: Draft<V>): void {
  drafts.set(key, draft);
}

export function dropDraft(key: string): void {
  drafts.delete(key);
}
