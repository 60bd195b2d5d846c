/**
 * One WebSocket of this window: opened while somebody is signed in, the window is looked at and
 * the browser has a network; opened again when it ends, and going on where it ended.
 */

import { readMessage, type LiveEvent } from './messages';
import { retryAfter, waitMs } from './retry';
import type { LiveState } from './state';

/** The server says something at least every 20 seconds: a longer silence is a dead line. */
const SILENCE_MS = 50_000;
/** From then on nobody looks, and the server is spared. */
const HIDDEN_MS = 5 * 60_000;
/** One failed attempt is no reason to worry anybody. */
const FAILURES_TO_TELL = 2;
const LEAVING = 1000;

export interface Surroundings {
  /** Of whoever is signed in, fresh; nothing for a visitor. Rejects when it cannot be had. */
  token: () => Promise<string | undefined>;
  /** Whether the session goes on; asked when the server said that it has ended. */
  askWho: () => Promise<unknown>;
  watched: () => string[];
  onEvent: (event: LiveEvent) => void;
  /** What was missed is not known; `first`: what happened between asking and listening. */
  onMissed: (first: boolean) => void;
  onState: (state: LiveState) => void;
}

export class Connection {
  readonly #around: Surroundings;
  readonly #address: string;
  #socket: WebSocket | null = null;
  #lastId: string | null = null;
  #told = '';
  #failures = 0;
  #wanted = false;
  /** Counts attempts: an answer that came for an earlier one is not for the present. */
  #attempt = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #hiding: ReturnType<typeof setTimeout> | undefined;

  constructor(address: string, around: Surroundings) {
    this.#address = address;
    this.#around = around;
  }

  /** Connect, and stay so. */
  start(): void {
    if (!this.#wanted) {
      this.#wanted = true;
      this.#failures = 0;
      this.#open();
    }
  }

  /** Leave; who starts next is somebody else. */
  stop(): void {
    this.#wanted = false;
    this.#lastId = null;
    this.#drop();
    this.#around.onState('off');
  }

  /** Whose free times are told from now on. */
  watch(): void {
    const ids = this.#around.watched();
    const text = JSON.stringify({ type: 'watch', doctor_ids: ids });
    if (this.#socket?.readyState === WebSocket.OPEN && this.#told !== '' && this.#told !== text) {
      this.#told = text;
      this.#socket.send(text);
    }
  }

  /** The window is looked at again, or has a network again. */
  resume(): void {
    clearTimeout(this.#hiding);
    if (this.#wanted && this.#socket === null) {
      this.#failures = 0;
      this.#open();
    }
  }

  /** Nobody looks at the window any more. */
  rest(): void {
    clearTimeout(this.#hiding);
    this.#hiding = setTimeout(() => this.pause(), HIDDEN_MS);
  }

  /** Until `resume`, which goes on where this ended. */
  pause(): void {
    this.#drop();
    this.#around.onState('off');
  }

  #drop(): void {
    this.#attempt += 1;
    clearTimeout(this.#again);
    clearTimeout(this.#silence);
    const left = this.#socket;
    this.#socket = null;
    left?.close(LEAVING);
  }

  #open(): void {
    this.#drop();
    const attempt = this.#attempt;
    this.#around.token().then(
      (token) => {
        if (attempt === this.#attempt && token !== undefined) {
          this.#connect(token);
        }
      },
      () => {
        if (attempt === this.#attempt) {
          this.#fail(waitMs(this.#failures, Math.random()));
        }
      },
    );
  }

  #connect(token: string): void {
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    this.#told = '';
    socket.onopen = () => {
      const doctor_ids = this.#around.watched();
      this.#told = JSON.stringify({ type: 'watch', doctor_ids });
      const hello = { type: 'hello', token, last_event_id: this.#lastId, watch: { doctor_ids } };
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) {
        this.#hear(String(data));
      }
    };
    socket.onclose = ({ code }) => {
      if (socket === this.#socket) {
        this.#socket = null;
        this.#ended(code);
      }
    };
    this.#expectSomething();
  }

  #hear(text: string): void {
    this.#expectSomething();
    const message = readMessage(text);
    switch (message.type) {
      case 'ready':
        this.#becomeReady(message.id);
        break;
      case 'alive':
        this.#lastId = message.id ?? this.#lastId;
        break;
      case 'event':
        this.#lastId = message.event.id;
        this.#around.onEvent(message.event);
        break;
      case 'reset':
        this.#around.onMissed(false);
        break;
      case 'other':
        break;
    }
  }

  #becomeReady(id: string | null): void {
    if (this.#lastId === null) {
      this.#around.onMissed(true);
    }
    this.#lastId = id ?? this.#lastId;
    this.#failures = 0;
    this.#around.onState('live');
    this.watch();
  }

  #expectSomething(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#drop();
      this.#fail(0);
    }, SILENCE_MS);
  }

  #ended(code: number): void {
    clearTimeout(this.#silence);
    const { asksWho, afterMs } = retryAfter(code, this.#failures, Math.random());
    if (asksWho) {
      // If it has ended, everything here ends with this answer.
      this.#around.askWho().catch(() => undefined);
    }
    this.#fail(afterMs);
  }

  #fail(afterMs: number): void {
    this.#failures += 1;
    this.#around.onState(this.#failures < FAILURES_TO_TELL ? 'off' : 'lost');
    this.#again = setTimeout(() => {
      if (this.#wanted && document.visibilityState === 'visible' && navigator.onLine) {
        this.#open();
      }
    }, afterMs);
  }
}
