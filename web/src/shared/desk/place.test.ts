import { describe, expect, it } from 'vitest';

import type { LocationRead } from '@/client';

import { placeOf } from './place';

function place(id: string, time_zone: string): LocationRead {
  return {
    id,
    time_zone,
    name: id,
    version: 1,
    address: null,
    phone: null,
    country: null,
    subdivision: null,
    region: null,
    active: true,
  };
}

// The tests run in the zone of the Chathams.
const dhaka = place('dhaka', 'Asia/Dhaka');
const chatham = place('chatham', 'Pacific/Chatham');

describe('the place of the desk', () => {
  it('is the one of the address, then the remembered one', () => {
    expect(placeOf([dhaka, chatham], 'dhaka', 'chatham')).toBe(dhaka);
    expect(placeOf([dhaka, chatham], undefined, 'dhaka')).toBe(dhaka);
  });

  it('is guessed from the clock when nothing is known, or what is known is gone', () => {
    expect(placeOf([dhaka, chatham], 'closed', 'closed too')).toBe(chatham);
    expect(placeOf([dhaka], undefined, null)).toBe(dhaka);
    expect(placeOf([], undefined, null)).toBeUndefined();
  });
});
