import { expect, it } from 'vitest';

import { fits } from './matching';

it('finds by the beginnings of words, in any order', () => {
  expect(fits('Farhana Majumder', 'maj far')).toBe(true);
  expect(fits('Farhana Majumder', 'hana')).toBe(false);
});

it('does not mind accents or capitals', () => {
  expect(fits('Emre Öztürk', 'OZTU')).toBe(true);
  expect(fits('ফারহানা মজুমদার', 'মজুম')).toBe(true);
});

it('lets everything stand while nothing is typed', () => {
  expect(fits('Day board', ' ')).toBe(true);
});
