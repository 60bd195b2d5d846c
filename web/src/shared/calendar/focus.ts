/** Where the focus goes when what had it is gone: the block, else the place that the tab key reaches. */

import { keepFocusOn } from '@/shared/appointments/focus';

export function keepFocusInGrid(itemId?: string): void {
  keepFocusOn(itemId ?? '', () => {
    const block =
      itemId === undefined
        ? null
        : document.querySelector<HTMLElement>(`[data-item="${CSS.escape(itemId)}"]`);
    return (
      block ??
      document.querySelector<HTMLElement>(
        '[role=grid] :is([data-cursor], [data-item][tabindex="0"])',
      )
    );
  });
}
