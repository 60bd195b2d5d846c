import { Card, Stack, Text, Title } from '@mantine/core';
import { IconCash, IconClipboardList } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import type { StaffDashboard as Dashboard } from '@/client';
import { useFormat } from '@/shared/time/use-format';
import { ButtonLink, TextLink } from '@/shared/ui/link';

import classes from './dashboard.module.css';
import { unpaidToday } from './unpaid-search';
import { Waiting, type WaitingItem } from './waiting';

type PlaceDay = Dashboard['locations'][number];

const COUNTS = [
  'visits',
  'unconfirmed',
  'late',
  'arrived',
  'in_progress',
  'completed',
  'no_shows',
] as const satisfies (keyof PlaceDay)[];

/** The day of one place, and the way to its board. */
function Place({ day, primary }: { day: PlaceDay; primary: boolean }) {
  const { t } = useTranslation(['dashboard', 'common']);
  const format = useFormat();
  const titleId = useId();
  const { location, on, time_zone: zone } = day;
  const named = format.zoneIfNeeded(new Date().toISOString(), zone);
  return (
    <Card withBorder padding="md" component="section" aria-labelledby={titleId}>
      <Stack gap="sm" h="100%" justify="space-between">
        <div>
          <Title order={2} size="h4" id={titleId}>
            {location.name}
          </Title>
          <Text size="sm" c="dimmed">
            {format.day(on)}
            {named !== null && ` · ${t('common:time.zone_note', { zone: named })}`}
          </Text>
        </div>
        <dl className={classes.counts}>
          {COUNTS.map((name) => (
            <Row
              key={name}
              name={t(`staff.${name}`)}
              count={day[name]}
              search={{ place: location.id, view: 'list' }}
            />
          ))}
        </dl>
        <ButtonLink
          to="/board"
          search={{ place: location.id }}
          variant={primary ? 'filled' : 'default'}
          aria-label={`${t('staff.open_board')}: ${location.name}`}
        >
          {t('staff.open_board')}
        </ButtonLink>
      </Stack>
    </Card>
  );
}

interface RowProps {
  name: string;
  count: number;
  search: { place: string; view: 'list' };
}

/** A count of visits leads to them; none leads nowhere. */
function Row({ name, count, search }: RowProps) {
  const format = useFormat();
  const number = format.number(count);
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {count === 0 ? (
          <Text span inherit c="dimmed">
            {number}
          </Text>
        ) : (
          <TextLink to="/board" search={search} inherit aria-label={`${name}: ${number}`}>
            {number}
          </TextLink>
        )}
      </dd>
    </>
  );
}

/** The desk's day at each place, and what waits for an answer or for money. */
export function StaffDashboard({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const { locations, requests, to_collect: open } = dashboard;
  const items: WaitingItem[] = [
    ...(requests > 0
      ? [
          {
            key: 'requests',
            icon: IconClipboardList,
            text: t('staff.requests', { count: requests, number: format.number(requests) }),
            action: (
              <ButtonLink to="/requests" variant="default">
                {t('staff.see_requests')}
              </ButtonLink>
            ),
          },
        ]
      : []),
    ...(open.length > 0
      ? [
          {
            key: 'to_collect',
            icon: IconCash,
            text: `${t('staff.to_collect')}: ${open.map((sum) => format.money(sum)).join(' · ')}`,
            action: (
              <ButtonLink to="/unpaid" search={unpaidToday(locations)} variant="default">
                {t('staff.see_unpaid')}
              </ButtonLink>
            ),
          },
        ]
      : []),
  ];
  return (
    <Stack gap="xl">
      <Waiting title={t('staff.waiting')} items={items} none={t('staff.all_clear')} />
      <div className={classes.places}>
        {locations.map((day, index) => (
          <Place key={day.location.id} day={day} primary={index === 0} />
        ))}
      </div>
    </Stack>
  );
}
