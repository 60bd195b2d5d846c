/** Somebody who works by keyboard alone, and how long that takes a person. */

import type { Page } from '@playwright/test';

/**
 * The keystroke-level model (Card, Moran and Newell, 1980): what a practised typist needs for a
 * key, and anybody for looking at the screen and deciding what to do next.
 */
const SECONDS_A_KEY = 0.2;
const SECONDS_A_LOOK = 1.35;

export class Typist {
  strokes = 0;
  looks = 0;
  readonly #begun = Date.now();

  constructor(private readonly page: Page) {}

  async type(text: string): Promise<void> {
    this.strokes += text.length;
    await this.page.keyboard.type(text);
  }

  async press(key: string): Promise<void> {
    this.strokes += 1;
    await this.page.keyboard.press(key);
  }

  /** Waits for what has to be seen before anybody would go on. */
  async look(seen: Promise<void>): Promise<void> {
    this.looks += 1;
    await seen;
  }

  /** What the machine took, and the person. */
  seconds(): number {
    const machine = (Date.now() - this.#begun) / 1000;
    return machine + this.strokes * SECONDS_A_KEY + this.looks * SECONDS_A_LOOK;
  }
}
