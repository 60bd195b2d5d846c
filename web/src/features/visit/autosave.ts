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

/** Tells own words, whose answer was lost on the way, from those of another window. */
export interface Compare<V> {
  /** What the server has. */
  read: () => Promise<(Saved & { values: V }) | null>;
  isSame: (a: V, b: V) => boolean;
}

const PAUSE_MS = 1_000;
const RETRY_MS = 5_000;
const STALE = 412;

export class Autosave<V> {
  #status: SaveStatus;
  #wanted: { values: V } | null = null;
  #running: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #version: number;
  #paused = false;
  /** Sent since `#version` was given; they may have arrived although no answer said so. */
  readonly #sent = new Set<V>();
  readonly #save: Save<V>;
  readonly #compare: Compare<V>;
  readonly #listeners = new Set<() => void>();

  constructor(
    save: Save<V>,
    compare: Compare<V>,
    start: { version: number; savedAt: string | null },
  ) {
    this.#save = save;
    this.#compare = compare;
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
    this.#sent.clear();
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
    this.#sent.add(values);
    try {
      this.#keep(await this.#save(values, this.#version, leaving), values);
    } catch (error) {
      await this.#explain(error);
    }
  }

  #keep(saved: Saved, values: V): void {
    this.#version = saved.version;
    this.#sent.clear();
    if (this.#wanted !== null && this.#compare.isSame(this.#wanted.values, values)) {
      this.#wanted = null;
    }
    this.#running = null;
    this.#become({ kind: 'kept', savedAt: saved.savedAt });
    if (this.#wanted !== null) {
      this.#schedule(PAUSE_MS);
    }
  }

  async #explain(error: unknown): Promise<void> {
    let reason = error;
    if (problemOf(error).status === STALE) {
      try {
        const there = await this.#compare.read();
        if (
          there !== null &&
          [...this.#sent].some((own) => this.#compare.isSame(own, there.values))
        ) {
          this.#keep(there, there.values);
          return;
        }
      } catch (fault) {
        reason = fault;
      }
    }
    this.#running = null;
    this.#fail(reason);
  }

  #fail(error: unknown): void {
    const { status } = problemOf(error);
    if (status === STALE) {
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
