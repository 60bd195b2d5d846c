import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Autosave, type Compare, type Save } from './autosave';

const problem = (status: number, code: string) => ({
  type: '',
  title: '',
  detail: '',
  status,
  code,
});

/** A server with one draft, as the API keeps it. */
function server(version = 0) {
  const state = { version, text: '', calls: 0, fault: null as unknown };
  const save: Save<string> = async (text, known) => {
    state.calls += 1;
    await Promise.resolve();
    if (state.fault !== null) {
      throw state.fault;
    }
    if (known !== state.version) {
      throw problem(412, 'stale');
    }
    state.version += 1;
    state.text = text;
    return { version: state.version, savedAt: `at ${state.version}` };
  };
  const compare: Compare<string> = {
    isSame: (a, b) => a === b,
    read: () => Promise.resolve({ version: state.version, savedAt: 'then', values: state.text }),
  };
  return { state, save, compare };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('autosave', () => {
  it('saves once, when the typing pauses', async () => {
    const { state, save, compare } = server();
    const autosave = new Autosave(save, compare, { version: 0, savedAt: null });
    for (const text of ['A', 'An', 'Ang']) {
      autosave.change(text);
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(state.calls).toBe(0);
    expect(autosave.dirty).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(state).toMatchObject({ calls: 1, text: 'Ang' });
    expect(autosave.status()).toEqual({ kind: 'kept', savedAt: 'at 1' });
    expect(autosave.dirty).toBe(false);
  });

  it('saves what was typed during a request after it, on the version that it gave', async () => {
    const { state, save, compare } = server();
    const autosave = new Autosave(save, compare, { version: 0, savedAt: null });
    autosave.change('first');
    const sent = autosave.flush();
    autosave.change('second');
    await sent;
    expect(autosave.dirty).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(state).toMatchObject({ calls: 2, version: 2, text: 'second' });
  });

  it('stands still when another window saved, and goes on when told to', async () => {
    const { state, save, compare } = server(3);
    const autosave = new Autosave(save, compare, { version: 2, savedAt: null });
    autosave.change('mine');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(autosave.status().kind).toBe('conflict');
    autosave.change('mine too');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state).toMatchObject({ calls: 1, text: '' });

    await autosave.insist(3);

    expect(state.text).toBe('mine too');
    expect(autosave.status().kind).toBe('kept');
  });

  /** Of which the first `lost` answers do not come back. */
  function losing(save: Save<string>, lost: number): Save<string> {
    let left = lost;
    return async (...request) => {
      const saved = await save(...request);
      left -= 1;
      if (left >= 0) {
        throw new TypeError('network');
      }
      return saved;
    };
  }

  it('knows its own words again when only the answer was lost', async () => {
    const { state, save, compare } = server();
    const autosave = new Autosave(losing(save, 1), compare, { version: 0, savedAt: null });
    autosave.change('mine');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(autosave.status().kind).toBe('failed');
    await vi.advanceTimersByTimeAsync(5_000);

    expect(autosave.status()).toEqual({ kind: 'kept', savedAt: 'then' });
    expect(autosave).toMatchObject({ dirty: false, version: 1 });
    expect(state.calls).toBe(2);
  });

  it('goes on from its own words with what was typed since', async () => {
    const { state, save, compare } = server();
    const autosave = new Autosave(losing(save, 1), compare, { version: 0, savedAt: null });
    autosave.change('mine');
    await vi.advanceTimersByTimeAsync(1_000);
    autosave.change('mine, longer');
    await vi.advanceTimersByTimeAsync(2_000);

    expect(state).toMatchObject({ version: 2, text: 'mine, longer' });
    expect(autosave.status().kind).toBe('kept');
  });

  it('takes no words of another window for its own', async () => {
    const { state, save, compare } = server();
    const autosave = new Autosave(losing(save, 1), compare, { version: 0, savedAt: null });
    autosave.change('mine');
    await vi.advanceTimersByTimeAsync(1_000);
    Object.assign(state, { version: 2, text: 'theirs' });
    await vi.advanceTimersByTimeAsync(5_000);

    expect(autosave.status().kind).toBe('conflict');
    expect(autosave.dirty).toBe(true);
  });

  it('tries again when it cannot be seen whose words there are', async () => {
    const { state, save, compare } = server(1);
    const read = vi.fn(compare.read).mockRejectedValueOnce(new TypeError('network'));
    const autosave = new Autosave(save, { ...compare, read }, { version: 0, savedAt: null });
    state.text = 'mine';
    autosave.change('mine');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(autosave.status().kind).toBe('failed');
    await vi.advanceTimersByTimeAsync(5_000);

    expect(autosave.status().kind).toBe('kept');
  });

  it('tries again by itself when the server could not be reached', async () => {
    const { state, save, compare } = server();
    state.fault = new TypeError('network');
    const autosave = new Autosave(save, compare, { version: 0, savedAt: null });
    autosave.change('kept');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(autosave.status().kind).toBe('failed');
    expect(autosave.dirty).toBe(true);

    state.fault = null;
    await vi.advanceTimersByTimeAsync(5_000);

    expect(state.text).toBe('kept');
  });

  it('does not repeat what the server refused, until it is changed', async () => {
    const { state, save, compare } = server();
    state.fault = problem(422, 'invalid');
    const autosave = new Autosave(save, compare, { version: 0, savedAt: null });
    autosave.change('too long');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.calls).toBe(1);

    state.fault = null;
    autosave.change('short');
    await vi.advanceTimersByTimeAsync(1_000);

    expect(state.text).toBe('short');
  });

  it('is over when the record was written elsewhere', async () => {
    const { state, save, compare } = server();
    state.fault = problem(409, 'records.exists');
    const autosave = new Autosave(save, compare, { version: 0, savedAt: null });
    autosave.change('late');
    await vi.advanceTimersByTimeAsync(1_000);
    autosave.change('later');
    await vi.advanceTimersByTimeAsync(60_000);

    expect(autosave.status().kind).toBe('closed');
    expect(state.calls).toBe(1);
  });

  it('sends nothing while the record is being written, and then what waits', async () => {
    const { state, save, compare } = server();
    const autosave = new Autosave(save, compare, { version: 0, savedAt: null });
    autosave.change('words');
    await autosave.pause();
    await autosave.flush();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.calls).toBe(0);

    autosave.resume();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(state.text).toBe('words');
  });

  it('says when it is being left', async () => {
    const leavings: boolean[] = [];
    const autosave = new Autosave<string>(
      (_text, version, leaving) => {
        leavings.push(leaving);
        return Promise.resolve({ version: version + 1, savedAt: '' });
      },
      server().compare,
      { version: 0, savedAt: null },
    );
    autosave.change('last words');
    await autosave.flush(true);
    expect(leavings).toEqual([true]);
  });
});
