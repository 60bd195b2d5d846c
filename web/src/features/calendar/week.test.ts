import { describe, expect, it } from 'vitest';

import type { AppointmentRead, LocationRead, OpeningRead } from '@/client';

import { firstDay, readCalendarSearch } from './search';
import { columnsOf, daysShown, placeAt } from './week';

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';
const place = (id: string, time_zone: string) => ({ id, name: id, time_zone }) as LocationRead;
const places = new Map([
  ['berlin', place('berlin', BERLIN)],
  ['brooklyn', place('brooklyn', NEW_YORK)],
]);
const opening = (
  location_id: string,
  starts_at: string,
  ends_at: string,
  more: Partial<OpeningRead> = {},
): OpeningRead => ({
  doctor_id: 'd',
  location_id,
  starts_at,
  ends_at,
  kind: 'open',
  holiday: null,
  ...more,
});
const visit = (starts_at: string, time_zone: string) =>
  ({
    id: 'v',
    version: 3,
    starts_at,
    ends_at: '2027-01-05T10:20:00Z',
    time_zone,
  }) as AppointmentRead;
const words = {
  day: (day: string) => day,
  longDay: (day: string) => `day ${day}`,
  closed: 'Closed',
  leave: 'Leave',
  zone: (_: string, zone: string) => (zone === NEW_YORK ? 'GMT-5' : null),
};
const columns = (openings: OpeningRead[], visits: AppointmentRead[] = []) =>
  columnsOf({
    days: ['2027-01-04', '2027-01-05'],
    zone: BERLIN,
    today: '2027-01-05',
    openings,
    visits,
    places,
    words,
  });

describe('the days shown', () => {
  it('are the one, or its week from Monday', () => {
    expect(daysShown('day', '2027-01-06')).toEqual(['2027-01-06']);
    expect(daysShown('week', '2027-01-10').at(0)).toBe('2027-01-04');
    expect(daysShown('week', '2027-01-10')).toHaveLength(7);
  });
});

describe('columns', () => {
  it('have the clock of the place where the doctor works on that day', () => {
    const [monday, tuesday] = columns([
      opening('brooklyn', '2027-01-04T22:00:00-05:00', '2027-01-04T23:00:00-05:00'),
    ]);
    expect(monday).toMatchObject({ zone: NEW_YORK, subtitle: 'GMT-5 · brooklyn' });
    expect(monday?.open).toHaveLength(1);
    expect(tuesday).toMatchObject({ zone: NEW_YORK, open: [], current: true, subtitle: 'GMT-5' });
    expect(columns([])[0]).toMatchObject({ zone: BERLIN, subtitle: undefined });
  });

  it('follow a visit where there are no hours', () => {
    const [, tuesday] = columns([], [visit('2027-01-05T10:00:00Z', NEW_YORK)]);
    expect(tuesday?.zone).toBe(NEW_YORK);
  });

  it('say why time is not open', () => {
    const at = ['2027-01-04T09:00:00+01:00', '2027-01-04T12:00:00+01:00'] as const;
    const [monday] = columns([
      opening('berlin', ...at, { kind: 'leave' }),
      opening('berlin', ...at, { kind: 'closed', holiday: 'Epiphany' }),
      opening('berlin', ...at, { kind: 'closed' }),
    ]);
    expect(monday?.bands?.map(({ label }) => label)).toEqual(['Leave', 'Epiphany', 'Closed']);
    expect(monday?.open).toEqual([]);
  });
});

describe('the place of a time', () => {
  const openings = [
    opening('berlin', '2027-01-04T08:00:00Z', '2027-01-04T10:00:00Z'),
    opening('brooklyn', '2027-01-04T09:00:00Z', '2027-01-04T12:00:00Z'),
    opening('berlin', '2027-01-04T14:00:00Z', '2027-01-04T15:00:00Z', { kind: 'leave' }),
  ];

  it.each([
    ['2027-01-04T08:00:00Z', 'berlin'],
    ['2027-01-04T09:30:00Z', undefined],
    ['2027-01-04T10:00:00Z', 'brooklyn'],
    ['2027-01-04T12:00:00Z', undefined],
    ['2027-01-04T14:00:00Z', undefined],
  ])('at %s is %s', (at, expected) => {
    expect(placeAt(openings, at)).toBe(expected);
  });
});

describe('the address', () => {
  it('keeps what can be understood', () => {
    expect(
      readCalendarSearch({
        view: 'day',
        day: '2027-01-05',
        panel: 'leave',
        start: '09:00',
        end: '24:00',
      }),
    ).toMatchObject({
      view: 'day',
      day: '2027-01-05',
      panel: 'leave',
      start: '09:00',
      end: '24:00',
    });
    expect(
      readCalendarSearch({ view: 'month', day: 'soon', panel: 'x', start: '25:00', end: 7 }),
    ).toMatchObject({
      view: undefined,
      day: undefined,
      panel: undefined,
      start: undefined,
      end: undefined,
    });
  });

  it('begins a form on a day that is not over', () => {
    expect(firstDay({}, '2027-01-05')).toBe('2027-01-05');
    expect(firstDay({ day: '2026-12-01' }, '2027-01-05')).toBe('2027-01-05');
    expect(firstDay({ day: '2027-02-01', on: '2027-03-01' }, '2027-01-05')).toBe('2027-03-01');
  });
});
