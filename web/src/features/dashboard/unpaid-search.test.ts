import { describe, expect, it } from 'vitest';

import type { StaffDashboard } from '@/client';

import { unpaidToday } from './unpaid-search';

function placeOn(id: string, on: string): StaffDashboard['locations'][number] {
  return {
    location: { id, name: id },
    on,
    time_zone: 'UTC',
    visits: 0,
    unconfirmed: 0,
    late: 0,
    arrived: 0,
    in_progress: 0,
    completed: 0,
    no_shows: 0,
  };
}

describe('the way to what is unpaid today', () => {
  it('is that of the one place', () => {
    expect(unpaidToday([placeOn('a', '2027-01-04')])).toEqual({
      place: 'a',
      from: '2027-01-04',
      to: '2027-01-04',
    });
  });

  it('is that of all places, with the days that they have now', () => {
    expect(unpaidToday([placeOn('a', '2027-01-05'), placeOn('b', '2027-01-04')])).toEqual({
      from: '2027-01-04',
      to: '2027-01-05',
    });
  });
});
