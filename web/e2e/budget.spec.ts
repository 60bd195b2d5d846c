/** What the first visit to a public page may cost; `script/bench web` measures the rest. */

import { SCRIPT_BYTES } from '../bench/budgets';
import { scriptBytes } from '../bench/timeline';
import { bookingAddress } from './support/addresses';
import { expect, settled, test, watch } from './support/test';

for (const locale of ['en-GB', 'bn-BD']) {
  test.describe(locale, () => {
    test.use({ locale });

    test('the first load of public pages sends little script', async ({
      browser,
      api,
      isMobile,
    }) => {
      test.skip(isMobile, 'the same files on every screen');
      const { id } = await api.consultation();
      const [slot] = await api.firstSlots(id);
      if (slot === undefined) {
        throw new Error('the demo practice has no free time');
      }
      for (const path of ['/', `/doctors/${slot.doctor_id}`, bookingAddress(slot)]) {
        const context = await browser.newContext();
        const page = await context.newPage();
        const faults = watch(page);
        await page.goto(path);
        await settled(page);
        const bytes = await scriptBytes(page);

        // The shell alone takes more than this: a count of none would be a fault of the counting.
        expect(bytes, path).toBeGreaterThan(100_000);
        expect(bytes, path).toBeLessThan(SCRIPT_BYTES);
        expect(faults).toEqual([]);
        await context.close();
      }
    });
  });
}
