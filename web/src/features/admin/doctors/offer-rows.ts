/** Which visit types a doctor offers: as the API lists it, as the form asks for it. */

import type { OfferPage, OfferWrite, VisitTypeRead } from '@/client';
import { parseAmount } from '@/shared/forms/amounts';

export interface OfferRow {
  id: string;
  offered: boolean;
  /** Own length; `null`: as the visit type has it. */
  minutes: number | null;
  /** Own fee as typed; empty: as the visit type has it. */
  amount: string;
}

export interface OfferValues {
  all: boolean;
  rows: OfferRow[];
}

export function offerValues(types: readonly VisitTypeRead[], page: OfferPage): OfferValues {
  const own = new Map(page.items.map((item) => [item.visit_type_id, item]));
  return {
    all: page.offers_all,
    rows: types.map(({ id }) => {
      const offer = own.get(id);
      return {
        id,
        offered: offer !== undefined,
        minutes: offer?.own_duration_minutes ?? null,
        amount: offer?.own_fee?.amount ?? '',
      };
    }),
  };
}

/** None named means every active type, on the practice's terms. */
export function offersWrite(values: OfferValues, types: readonly VisitTypeRead[]): OfferWrite[] {
  if (values.all) {
    return [];
  }
  const currencies = new Map(types.map(({ id, fee }) => [id, fee.currency]));
  return values.rows
    .filter(({ offered }) => offered)
    .map(({ id, minutes, amount }) => ({
      visit_type_id: id,
      duration_minutes: minutes,
      fee:
        amount.trim() === ''
          ? null
          : { amount: parseAmount(amount) ?? amount, currency: currencies.get(id) },
    }));
}
