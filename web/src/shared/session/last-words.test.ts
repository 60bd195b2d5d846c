import { afterEach, describe, expect, it, vi } from 'vitest';

import { saveBeforeSignOut, saveLastWords } from './last-words';

afterEach(() => {
  vi.useRealTimers();
});

describe('before a sign-out', () => {
  it('all is saved, and what fails keeps nobody', async () => {
    const saved: string[] = [];
    const forget = [
      saveBeforeSignOut(async () => {
        await Promise.resolve();
        saved.push('a draft');
      }),
      saveBeforeSignOut(() => Promise.reject(new Error('no connection'))),
    ];

    await saveLastWords();

    expect(saved).toEqual(['a draft']);
    forget.forEach((each) => each());
  });

  it('nobody waits for ever', async () => {
    vi.useFakeTimers();
    const forget = saveBeforeSignOut(() => new Promise(() => undefined));
    const left = vi.fn();

    void saveLastWords().then(left);
    await vi.advanceTimersByTimeAsync(2_900);
    expect(left).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);

    expect(left).toHaveBeenCalledOnce();
    forget();
  });

  it('what is closed saves no more', async () => {
    const save = vi.fn(() => Promise.resolve());
    saveBeforeSignOut(save)();

    await saveLastWords();

    expect(save).not.toHaveBeenCalled();
  });
});
