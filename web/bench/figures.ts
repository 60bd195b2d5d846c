/** How measurements tell the reporter what they found. */

import type { TestInfo } from '@playwright/test';

export const FIGURES = 'figures';

/** Figures of one subject, by their names in the table of that subject's kind. */
export interface Figures {
  table: string;
  subject: string;
  values: Record<string, number>;
}

export async function tell(info: TestInfo, figures: Figures): Promise<void> {
  await info.attach(FIGURES, {
    body: JSON.stringify(figures),
    contentType: 'application/json',
  });
}
