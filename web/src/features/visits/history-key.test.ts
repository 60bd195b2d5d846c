import { describe, expect, it } from 'vitest';

import english from '@/locales/en/visits.json';

import { historyKey } from './history-key';

describe('what happened to a visit', () => {
  it('has words for every kind', () => {
    expect(historyKey('rescheduled')).toBe('rescheduled');
    expect(english.history[historyKey('no_show_undone')]).toContain('{{actor}}');
  });

  it('is a change where this page knows no better', () => {
    expect(historyKey('teleported')).toBe('other');
    expect(historyKey('title')).toBe('other');
  });
});
