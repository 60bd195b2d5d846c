/** What stands in the address of the booking page. */

import { choiceParam, dayParam, textParam, type RawSearch } from '@/shared/tables/search';

export const PARTS = ['any', 'morning', 'afternoon'] as const;
export type DayPart = (typeof PARTS)[number];

export interface BookingSearch {
  patient?: string;
  type?: string;
  doctor?: string;
  specialty?: string;
  /** Absent: the place of this desk. */
  place?: string;
  day?: string;
  part?: DayPart;
}

export function readBookingSearch(raw: RawSearch): BookingSearch {
  return {
    patient: textParam(raw.patient),
    type: textParam(raw.type),
    doctor: textParam(raw.doctor),
    specialty: textParam(raw.specialty),
    place: textParam(raw.place),
    day: dayParam(raw.day),
    part: choiceParam(raw.part, PARTS),
  };
}
