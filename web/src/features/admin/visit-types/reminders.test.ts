import { expect, it } from 'vitest';

import { inOrder, reminderChoices } from './reminders';

it('keeps what was set elsewhere among the usual ones', () => {
  expect(reminderChoices([])).toEqual([10080, 4320, 2880, 1440, 240, 120, 60]);
  expect(reminderChoices([1440, 90])).toEqual([10080, 4320, 2880, 1440, 240, 120, 90, 60]);
});

it('the earliest comes first, whatever was chosen first', () => {
  expect(inOrder(['60', '10080', '240'])).toEqual([10080, 240, 60]);
});
