/** Which visit types a doctor offers: as the API lists it, as the form asks for it. */

import type { Money, OfferPage, OfferWrite, VisitTypeRead } from '@/client';
import { parseAmount } from '@/shared/forms/amounts';

export interface OfferRow {
  id: string;
  offered: boolean;
  /** Own length; `null`: as the visit type has it. */
  minutes: number | null;
  /** Own fee as typed, in the money of where the doctor works; `null`: as the visit type has it. */
  fee: Money | null;
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
        fee: offer?.own_fee ?? null,
      };
    }),
  };
}

/** None named means every active type, on the practice's terms. */
export function offersWrite(values: OfferValues): OfferWrite[] {
  if (values.all) {
    return [];
  }
  return values.rows
    .filter(({ offered }) => offered)
    .map(({ id, minutes, fee }) => ({
      visit_type_id: id,
      duration_minutes: minutes,
      fee: fee && { ...fee, amount: parseAmount(fee.amount) ?? fee.amount },
    }));
}
