import { expect, it } from 'vitest';

import { duplicateSearches } from './use-duplicates';

it('looks for the mobile, and for the name among those born that day', () => {
  expect(
    duplicateSearches({
      full_name: 'Md Rahim',
      mobile: '01712 345678',
      date_of_birth: '1984-05-17',
    }),
  ).toEqual([{ q: '01712 345678' }, { q: 'Rahim', date_of_birth: '1984-05-17' }]);
});

it('looks for nobody while too little is known', () => {
  expect(duplicateSearches({ full_name: 'Rahim', mobile: '0171', date_of_birth: '' })).toEqual([]);
});
