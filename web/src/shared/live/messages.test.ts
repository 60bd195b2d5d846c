import { expect, it } from 'vitest';

import { readMessage } from './messages';

it('understands what the server says', () => {
  expect(readMessage('{"type":"ready","id":"e1"}')).toEqual({ type: 'ready', id: 'e1' });
  expect(readMessage('{"type":"alive","id":null}')).toEqual({ type: 'alive', id: null });
  expect(readMessage('{"type":"reset"}')).toEqual({ type: 'reset' });
  expect(
    readMessage('{"type":"event","id":"e2","kind":"slots.changed","data":{"doctor_id":"d"}}'),
  ).toEqual({
    type: 'event',
    event: { id: 'e2', kind: 'slots.changed', data: { doctor_id: 'd' } },
  });
});

it.each([
  'no JSON',
  'null',
  '[]',
  '{"type":"pong"}',
  '{"type":"event","id":7,"kind":"slots.changed","data":{}}',
  '{"type":"event","id":"e3","kind":"slots.changed","data":null}',
])('takes %s for nothing', (text) => {
  expect(readMessage(text)).toEqual({ type: 'other' });
});
