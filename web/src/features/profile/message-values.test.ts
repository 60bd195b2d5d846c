import { expect, it } from 'vitest';

import {
  messageField,
  messageSource,
  messageUpdate,
  quietFault,
  type MessageValues,
} from './message-values';

const values: MessageValues = {
  email_visits: true,
  email_reminders: false,
  email_reports: true,
  quiet: { from: '22:00', until: '07:00' },
};

it('survives the form', () => {
  const read = { ...messageUpdate(values), version: 3 };
  expect(messageSource(read as never)).toEqual({ version: 3, values });
});

it('takes quiet hours away as a pair', () => {
  expect(messageUpdate({ ...values, quiet: { from: '', until: '' } })).toMatchObject({
    quiet_from: null,
    quiet_until: null,
  });
});

it.each([
  ['22:00', '07:00', null],
  ['', '', null],
  ['22:00', '', ['quiet.until', 'missing']],
  ['', '07:00', ['quiet.from', 'missing']],
  ['07:00', '07:00', ['quiet.until', 'same']],
])('from "%s" until "%s"', (from, until, fault) => {
  expect(quietFault({ ...values, quiet: { from, until } })).toEqual(fault);
});

it('finds the fields that the server names', () => {
  expect(['quiet_from', 'quiet_until', 'email_visits'].map(messageField)).toEqual([
    'quiet.from',
    'quiet.until',
    'email_visits',
  ]);
});
