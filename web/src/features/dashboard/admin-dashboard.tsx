import { Group, Stack, Text, Title } from '@mantine/core';
import { IconInbox, IconMailOff, IconUserCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AdminDashboard as Dashboard } from '@/client';
import { placesOptions } from '@/shared/desk/options';
import { KeyFigure, KeyFigureGrid } from '@/shared/reports/key-figure';
import { CLAIMING, rowsOf, type RowsLink } from '@/shared/reports/links';
import { ReportBody } from '@/shared/reports/report-body';
import type { RowsSearch } from '@/shared/reports/search';
import { useFormat } from '@/shared/time/use-format';
import { today as todayIn } from '@/shared/time/zones';
import { ButtonLink, TextLink } from '@/shared/ui/link';

import { Waiting, type WaitingItem } from './waiting';

function useWaiting(dashboard: Dashboard): WaitingItem[] {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const { doctors_to_approve: doctors, requests, dead_letters: letters } = dashboard;
  const said = (count: number) => ({ count, number: format.number(count) });
  const all = [
    {
      key: 'doctors',
      count: doctors,
      icon: IconUserCheck,
      text: t('admin.doctors_to_approve', said(doctors)),
      action: (
        <ButtonLink to="/admin/doctors" search={{ status: 'pending' }} variant="default">
          {t('admin.see_doctors')}
        </ButtonLink>
      ),
    },
    {
      key: 'requests',
      count: requests,
      icon: IconInbox,
      text: t('admin.requests', said(requests)),
      action: (
        <ButtonLink to="/requests" variant="default">
          {t('admin.see_requests')}
        </ButtonLink>
      ),
    },
    {
      key: 'letters',
      count: letters,
      icon: IconMailOff,
      text: t('admin.dead_letters', said(letters)),
      action: (
        <ButtonLink to="/admin/messages" variant="default">
          {t('admin.see_messages')}
        </ButtonLink>
      ),
    },
  ];
  return all.filter(({ count }) => count > 0);
}

const TODAY = [
  ['visits', { status: CLAIMING }],
  ['completed', { status: ['completed'] }],
  ['no_shows', { status: ['no_show'] }],
  ['cancelled', { status: ['cancelled'] }],
] as const satisfies [string, Partial<RowsSearch>][];

/** By the clock of each place; where it is another day at some, each has rows of its own. */
function AdminToday({ today, rows }: { today: Dashboard['today']; rows: RowsLink }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const places = (useQuery(placesOptions).data ?? []).map(({ id, name, time_zone: zone }) => ({
    id,
    name,
    on: todayIn(zone),
  }));
  const [on, ...others] = new Set(places.map((place) => place.on));
  const isOneDay = on !== undefined && others.length === 0;
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('admin.today')}
      </Title>
      <KeyFigureGrid label={t('admin.today')}>
        {TODAY.map(([name, which]) => (
          <KeyFigure
            key={name}
            name={t(`admin.${name}`)}
            value={format.number(today[name])}
            link={isOneDay ? rows({ ...which, from: on, to: on }) : undefined}
          />
        ))}
      </KeyFigureGrid>
      {others.length > 0 && (
        <Group gap="md">
          <Text size="sm">{t('admin.by_place')}</Text>
          {places.map((place) => (
            <TextLink
              key={place.id}
              {...rows({ place: place.id, from: place.on, to: place.on })}
              size="sm"
            >
              {place.name}, {format.day(place.on, 'date')}
            </TextLink>
          ))}
        </Group>
      )}
    </Stack>
  );
}

/** What waits for a decision, today, and the month so far. */
export function AdminDashboard({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTranslation('dashboard');
  const { month } = dashboard;
  // The very days that are shown: "this month" of another clock may be another.
  const { from, to } = month.period;
  const rows = rowsOf(month.period, {});
  return (
    <Stack gap="xl">
      <Waiting title={t('admin.waiting')} items={useWaiting(dashboard)} none={t('admin.nothing')} />
      <AdminToday today={dashboard.today} rows={rows} />
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h4">
            {t('admin.month')}
          </Title>
          <ButtonLink to="/reports" search={{ from, to }}>
            {t('admin.see_report')}
          </ButtonLink>
        </Group>
        <ReportBody report={month} rows={rows} />
      </Stack>
    </Stack>
  );
}
