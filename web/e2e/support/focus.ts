/** Where the focus is, as somebody without a mouse has to know it. */

import { expect, type Page } from '@playwright/test';

interface Focused {
  on: string;
  visible: boolean;
}

/** The focused element, and whether anything on the screen shows that it is. */
async function focused(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body || !element.isConnected) {
      return { on: 'nothing', visible: false };
    }
    const rings = (one: Element) => {
      const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(one);
      return {
        ring: (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none',
        borderColor,
      };
    };
    // Kits draw the ring of a field on what lies around or beside the input.
    const around = [element, element.parentElement, element.nextElementSibling].filter(
      (one) => one !== null,
    );
    const shown = around.some((one) => rings(one).ring);
    const { x, y, width, height } = element.getBoundingClientRect();
    const onScreen = x + width > 0 && y + height > 0 && x < innerWidth && y < innerHeight;
    // Fields show it by the colour of their border.
    const isField = element.matches('input, textarea, select');
    return {
      on: `${element.tagName.toLowerCase()} “${(element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 60)}”`,
      visible: onScreen && (shown || isField),
    };
  });
}

/** After an action the focus is on something that is still there. */
export async function expectFocusKept(page: Page): Promise<void> {
  await expect.poll(async () => (await focused(page)).on, 'the focus is lost').not.toBe('nothing');
}

/** The focus is on something, in sight, and one sees that it is. */
export async function expectFocusVisible(page: Page): Promise<void> {
  await expect
    .poll(async () => {
      const { on, visible } = await focused(page);
      return visible ? 'visible' : `not visible on ${on}`;
    })
    .toBe('visible');
}

/** Presses Tab (or another key) until the focus is on `name`, each stop with a visible focus. */
export async function tabTo(
  page: Page,
  role: string,
  name: string | RegExp,
  { key = 'Tab', most = 60 } = {},
): Promise<void> {
  const wanted = page.getByRole(role as 'button', { name, exact: typeof name === 'string' });
  for (let presses = 0; presses < most; presses += 1) {
    if (await isOneFocused(wanted)) {
      await expectFocusVisible(page);
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(`${role} ${String(name)} was not reached with ${key}`);
}

async function isOneFocused(wanted: ReturnType<Page['getByRole']>): Promise<boolean> {
  return wanted.evaluateAll((elements) =>
    elements.some((element) => element === document.activeElement),
  );
}
