import { textParam, type RawSearch } from '@/shared/tables/search';

export interface HolidaysSearch {
  location?: string;
  year?: number;
}

const EARLIEST = 1970;
const LATEST = 2199;

export function holidaysSearch(raw: RawSearch): HolidaysSearch {
  const year = Number(raw.year);
  return {
    location: textParam(raw.location),
    year: Number.isInteger(year) && year >= EARLIEST && year <= LATEST ? year : undefined,
  };
}
