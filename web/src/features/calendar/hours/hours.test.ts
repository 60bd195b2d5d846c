import { describe, expect, it } from 'vitest';

import type { RuleRead } from '@/client';

import { draftOf, errorsOf, hasChanges, isChanged, placeOf, weekOf } from './hours';

const TODAY = '2027-01-06';
const rule = (id: string, more: Partial<RuleRead> = {}): RuleRead => ({
  id,
  location_id: 'dhaka',
  weekday: 'monday',
  start_time: '09:00',
  end_time: '12:00',
  valid_from: null,
  valid_until: null,
  every_n_weeks: 1,
  visit_type_ids: [],
  ...more,
});

const spans = (rules: RuleRead[], draft = draftOf(rules, TODAY), from: string | null = null) =>
  weekOf(rules, draft, TODAY, from).map(
    ({ key, terms }) =>
      `${key ?? '-'} ${terms.start_time} ${terms.valid_from ?? ''}..${terms.valid_until ?? ''}`,
  );

const later = (rules: RuleRead[], start: string) =>
  draftOf(rules, TODAY).map((one) => ({ ...one, start_time: start }));

describe('the draft', () => {
  it('leaves out what is over, and sends it again unchanged', () => {
    const rules = [rule('a'), rule('old', { valid_until: '2027-01-05' })];
    expect(draftOf(rules, TODAY).map(({ key }) => key)).toEqual(['a']);
    expect(spans(rules)).toEqual(['- 09:00 ..2027-01-05', 'a 09:00 ..']);
  });

  it('knows what was changed', () => {
    const rules = [rule('a')];
    const [same] = draftOf(rules, TODAY);
    expect(same && isChanged(same)).toBe(false);
    expect(same && isChanged({ ...same, visit_type_ids: ['x'] })).toBe(true);
    expect(hasChanges(rules, draftOf(rules, TODAY), TODAY)).toBe(false);
    expect(hasChanges(rules, [], TODAY)).toBe(true);
  });
});

describe('the new week', () => {
  it('at once is what was drawn', () => {
    expect(spans([rule('a')], later([rule('a')], '10:00'))).toEqual(['a 10:00 ..']);
  });

  it('from a day on leaves the former hours until the day before', () => {
    const rules = [rule('a'), rule('b', { weekday: 'friday' })];
    const draft = draftOf(rules, TODAY).map((one) =>
      one.key === 'a' ? { ...one, start_time: '10:00' } : one,
    );
    expect(spans(rules, draft, '2027-02-01')).toEqual([
      '- 09:00 ..2027-01-31',
      'a 10:00 2027-02-01..',
      'b 09:00 ..',
    ]);
  });

  it('from a day on ends what was taken away, and forgets what would never begin', () => {
    const rules = [rule('a'), rule('future', { valid_from: '2027-03-01' })];
    expect(spans(rules, [], '2027-02-01')).toEqual(['- 09:00 ..2027-01-31']);
  });

  it('keeps an end that comes sooner, and a beginning that comes later', () => {
    const rules = [
      rule('ends', { valid_until: '2027-01-20' }),
      rule('begins', { valid_from: '2027-01-01', valid_until: '2027-06-30' }),
    ];
    const draft = draftOf(rules, TODAY).flatMap((one) =>
      one.key === 'ends' ? [] : [{ ...one, valid_from: '2027-05-01' }],
    );
    expect(spans(rules, draft, '2027-02-01')).toEqual([
      '- 09:00 ..2027-01-20',
      '- 09:00 2027-01-01..2027-01-31',
      'begins 09:00 2027-05-01..2027-06-30',
    ]);
  });

  it.each([
    // Counted from the week of 4 January: 1 February begins the third such week.
    ['2027-02-01', '2027-02-01'],
    ['2027-02-03', '2027-02-03'],
    ['2027-02-08', '2027-02-15'],
  ])('keeps the weeks of hours of every second week, from %s', (from, begins) => {
    const rules = [rule('a', { valid_from: '2027-01-04', every_n_weeks: 2 })];
    expect(spans(rules, later(rules, '10:00'), from).at(-1)).toBe(`a 10:00 ${begins}..`);
  });
});

describe('drawing', () => {
  it('reads weekday and times off the drawn week', () => {
    expect(
      placeOf({ startsAt: '2001-01-04T09:15:00.000Z', endsAt: '2001-01-04T12:00:00.000Z' }),
    ).toEqual({ weekday: 'thursday', start_time: '09:15', end_time: '12:00' });
  });

  it('ends a day at 24:00', () => {
    const period = { startsAt: '2001-01-07T20:00:00.000Z', endsAt: '2001-01-08T00:00:00.000Z' };
    expect(placeOf(period)).toMatchObject({ weekday: 'sunday', end_time: '24:00' });
  });
});

describe('objections', () => {
  it('are those of the row, past hours that were sent along counted', () => {
    const rules = [rule('old', { valid_until: '2027-01-05' }), rule('a')];
    const sent = weekOf(rules, draftOf(rules, TODAY), TODAY, null);
    const fields = { 'rules.1.end_time': 'too early', 'rules.10.end_time': 'not mine' };
    expect(errorsOf(fields, sent, 'a')).toEqual({ end_time: 'too early' });
    expect(errorsOf(fields, sent, 'new')).toEqual({});
  });
});
