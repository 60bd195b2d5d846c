/** Where the focus goes when what had it is gone: the grid keeps which of its cells it was. */
export function focusGrid(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[role="grid"] button:not([tabindex="-1"])');
}
