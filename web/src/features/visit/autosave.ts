/**
 * Keeps what is typed on the server: a moment after the last key, one request at a time, the
 * latest words last. Two windows on one visit never overwrite each other unasked.
 */

import { problemOf } from '@/shared/api/problem';

export interface Saved {
  version: number;
  savedAt: string;
}

export type SaveStatus =
  /** Nothing was typed yet, or all of it is kept. */
  | { kind: 'kept'; savedAt: string | null }
  | { kind: 'saving' }
  /** Tried again in a while, and at the next change. */
  | { kind: 'failed'; error: unknown }
  /** Another window saved words of its own; stands still until somebody decides. */
  | { kind: 'conflict' }
  /** The record was written elsewhere, or the visit is no longer one to write about. */
  | { kind: 'closed'; error: unknown };

export type Save<V> = (values: V, version: number, leaving: boolean) => Promise<Saved>;

const PAUSE_MS = 1_000;
const RETRY_MS = 5_000;

export class Autosave<V> {
  #status: SaveStatus;
  #wanted: { values: V } | null = null;
  #running: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #version: number;
  #paused = false;
  readonly #save: Save<V>;
  readonly #listeners = new Set<() => void>();

  constructor(save: Save<V>, start: { version: number; savedAt: string | null }) {
    this.#save = save;
    this.#version = start.version;
    this.#status = { kind: 'kept', savedAt: start.savedAt };
  }

  readonly status = (): SaveStatus => this.#status;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get version(): number {
    return this.#version;
  }

  /** Whether something is typed that the server does not have. */
  get dirty(): boolean {
    return this.#wanted !== null || this.#running !== null;
  }

  change(values: V): void {
    this.#wanted = { values };
    if (this.#status.kind !== 'conflict' && this.#status.kind !== 'closed') {
      this.#schedule(PAUSE_MS);
    }
  }

  /** Sends at once what waits; `leaving` says that the page may be gone before the answer. */
  async flush(leaving = false): Promise<void> {
    clearTimeout(this.#timer);
    // Without a pause where nothing is under way: a page that is closed gets no second chance.
    if (this.#running !== null) {
      await this.#running;
    }
    const { kind } = this.#status;
    if (this.#wanted === null || this.#paused || kind === 'conflict' || kind === 'closed') {
      return;
    }
    this.#running ??= this.#send(this.#wanted.values, leaving);
    await this.#running;
  }

  /** Lets the words of this window replace those of the other one, which stand at `version`. */
  async insist(version: number): Promise<void> {
    this.#version = version;
    this.#become({ kind: 'saving' });
    await this.flush();
  }

  /** Waits for what is under way and sends nothing more, until `resume`. */
  async pause(): Promise<void> {
    this.#paused = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  resume(): void {
    this.#paused = false;
    if (this.#wanted !== null) {
      this.#schedule(PAUSE_MS);
    }
  }

  /** What was typed went into the record: nothing is left to keep. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#wanted = null;
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#paused) {
      this.#timer = setTimeout(() => void this.flush(), ms);
    }
  }

  async #send(values: V, leaving: boolean): Promise<void> {
    this.#become({ kind: 'saving' });
    try {
      const saved = await this.#save(values, this.#version, leaving);
      this.#version = saved.version;
      if (this.#wanted?.values === values) {
        this.#wanted = null;
      }
      this.#running = null;
      this.#become({ kind: 'kept', savedAt: saved.savedAt });
      if (this.#wanted !== null) {
        this.#schedule(PAUSE_MS);
      }
    } catch (error) {
      this.#running = null;
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const { status } = problemOf(error);
    if (status === 412) {
      this.#become({ kind: 'conflict' });
    } else if (status === 404 || status === 409) {
      this.#become({ kind: 'closed', error });
    } else {
      this.#become({ kind: 'failed', error });
      // What the server understood and refused will not be better by asking again.
      if (status === 0 || status >= 500) {
        this.#schedule(RETRY_MS);
      }
    }
  }

  #become(status: SaveStatus): void {
    this.#status = status;
    this.#listeners.forEach((listener) => listener());
  }
}
