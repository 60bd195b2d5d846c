import { describe, expect, it } from 'vitest';

import type { OfferPage, VisitTypeRead } from '@/client';

import { offersWrite, offerValues } from './offer-rows';

const types = [
  { id: 'a', name: 'Consultation', fee: { amount: '500.00', currency: 'BDT' } },
  { id: 'b', name: 'Ultrasound', fee: { amount: '90.00', currency: 'EUR' } },
] as VisitTypeRead[];

const page = {
  offers_all: false,
  items: [
    { visit_type_id: 'b', own_duration_minutes: 45, own_fee: { amount: '80.00', currency: 'USD' } },
  ],
} as OfferPage;

describe('the visit types of a doctor', () => {
  it('are shown beside those that are not offered', () => {
    expect(offerValues(types, page)).toEqual({
      all: false,
      rows: [
        { id: 'a', offered: false, minutes: null, fee: null },
        { id: 'b', offered: true, minutes: 45, fee: { amount: '80.00', currency: 'USD' } },
      ],
    });
  });

  it('go out with their own terms, in their own currency', () => {
    expect(offersWrite(offerValues(types, page))).toEqual([
      { visit_type_id: 'b', duration_minutes: 45, fee: { amount: '80.00', currency: 'USD' } },
    ]);
  });

  it('have the terms of the practice where nothing is typed', () => {
    const values = { all: false, rows: [{ id: 'a', offered: true, minutes: null, fee: null }] };
    expect(offersWrite(values)).toEqual([
      { visit_type_id: 'a', duration_minutes: null, fee: null },
    ]);
  });

  it('read an amount as people write it', () => {
    const fee = { amount: '1,200', currency: 'BDT' };
    const values = { all: false, rows: [{ id: 'a', offered: true, minutes: null, fee }] };
    expect(offersWrite(values)[0]?.fee).toEqual({ amount: '1200.00', currency: 'BDT' });
  });

  it('are all when none is named', () => {
    expect(offersWrite({ ...offerValues(types, page), all: true })).toEqual([]);
  });
});
