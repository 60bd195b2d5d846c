/**
 * Instants and days in the zone of a place.
 *
 * Instants are RFC 3339 strings as the API gives them, days are `YYYY-MM-DD`, zones are IANA names.
 */

export type Instant = string;
export type Day = string;

export function zoned(instant: Instant, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
}

export function dayOf(instant: Instant, zone: string): Day {
  return zoned(instant, zone).toPlainDate().toString();
}

export function today(zone: string): Day {
  return Temporal.Now.plainDateISO(zone).toString();
}

export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** The Monday of the day's week. */
export function mondayOf(day: Day): Day {
  const date = Temporal.PlainDate.from(day);
  return date.subtract({ days: date.dayOfWeek - 1 }).toString();
}

export function daysFrom(first: Day, count: number): Day[] {
  return Array.from({ length: count }, (_, index) => addDays(first, index));
}

/** The first instant of the day in the zone; days of 23 and 25 hours come out right. */
export function startOfDay(day: Day, zone: string): Instant {
  return Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant().toString();
}

/** From the first to the last instant at which it is one of these days in one of the zones. */
export function windowOf(
  days: readonly Day[],
  zones: readonly string[],
): { from: Instant; to: Instant } {
  const [first = '', last = first] = [days[0], days.at(-1)];
  const starts = (day: Day) =>
    zones.map((zone) => startOfDay(day, zone)).toSorted((a, b) => Date.parse(a) - Date.parse(b));
  return { from: starts(first)[0] ?? '', to: starts(addDays(last, 1)).at(-1) ?? '' };
}

/** The instant of a wall time, `HH:MM`; one that DST skips moves forward, of a repeated one the first. */
export function instantOf(day: Day, time: string, zone: string): Instant {
  return Temporal.PlainDate.from(day)
    .toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) })
    .toInstant()
    .toString();
}

/** Minutes from local midnight by the clock on the wall: 09:30 is 570 on every day. */
export function wallMinutes(instant: Instant, zone: string): number {
  const { hour, minute } = zoned(instant, zone);
  return hour * 60 + minute;
}

export function minutesBetween(from: Instant, to: Instant): number {
  return (Date.parse(to) - Date.parse(from)) / 60_000;
}

export function visitorZone(): string {
  return Temporal.Now.timeZoneId();
}

/** Whether the visitor's clock shows another time than the place's at this instant. */
export function clocksDiffer(instant: Instant, zone: string, visitor = visitorZone()): boolean {
  return zoned(instant, zone).offset !== zoned(instant, visitor).offset;
}
