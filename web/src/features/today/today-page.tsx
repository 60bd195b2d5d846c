import { Card, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconCoffee } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { DaySwitch } from '@/shared/appointments/day-switch';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';
import { startOfDay, today, visitorZone, type Day } from '@/shared/time/zones';
import { EmptyState } from '@/shared/ui/empty-state';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { QueryProblem } from '@/shared/ui/query-problem';

import { orderDay, type DayCounts, type OrderedDay } from './day';
import { DayList } from './day-list';
import { FocusCard } from './focus-card';
import classes from './today.module.css';
import { useDay, useOwnZones } from './use-day';

interface TodayPageProps {
  /** Of the address; today when absent. */
  chosen: Day | undefined;
  onChoose: (day: Day | undefined) => void;
}

/** A doctor's day: who is in, who is next, and everybody in order. */
export function TodayPage({ chosen, onChoose }: TodayPageProps) {
  const { t } = useTranslation(['doctor', 'common']);
  const format = useFormat();
  const zones = useOwnZones();
  const zone = zones?.[0] ?? visitorZone();
  const now = today(zone);
  const day = chosen ?? now;
  const named = format.zoneIfNeeded(startOfDay(day, zone), zone);
  return (
    <Page
      title={day === now ? t('common:nav.today') : t('today.title_other')}
      description={
        <>
          {format.day(day, 'long')}
          {named !== null && ` · ${t('common:time.zone_note', { zone: named })}`}
        </>
      }
      actions={
        <DaySwitch day={day} today={now} onChange={(to) => onChoose(to === now ? undefined : to)} />
      }
    >
      {zones === undefined ? (
        <DaySkeleton />
      ) : (
        <DayContent key={day} day={day} zones={zones} isToday={day === now} />
      )}
    </Page>
  );
}

interface DayContentProps {
  day: Day;
  zones: readonly string[];
  isToday: boolean;
}

function DayContent({ day, zones, isToday }: DayContentProps) {
  const now = useNow();
  const visits = useDay(day, zones);
  if (visits.isPending) {
    return <DaySkeleton />;
  }
  if (visits.data === undefined) {
    return <ProblemAlert error={visits.error} retry={() => void visits.refetch()} />;
  }
  const ordered = orderDay(visits.data, now);
  if (visits.data.length === 0) {
    return <EmptyDay isToday={isToday} />;
  }
  return (
    <Stack gap="lg">
      <QueryProblem query={visits} />
      <Counts counts={ordered.counts} />
      {isToday && <Focus ordered={ordered} now={now} />}
      <DayList visits={ordered.visits} off={ordered.off} now={now} />
    </Stack>
  );
}

function Counts({ counts }: { counts: DayCounts }) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const shown = ['inside', 'waiting', 'coming', 'over'] as const;
  return (
    // Safari takes a list without bullets for no list, unless told.
    // eslint-disable-next-line jsx-a11y/no-redundant-roles
    <ul className={classes.counts} role="list" aria-label={t('today.counts')}>
      {shown.map((name) => (
        <Text key={name} component="li" fw={600} c={counts[name] === 0 ? 'dimmed' : undefined}>
          {t(`today.count.${name}`, { number: format.number(counts[name]) })}
        </Text>
      ))}
    </ul>
  );
}

/** Who is in and who is next; the one to turn to now carries the primary action. */
function Focus({ ordered: { inside, next }, now }: { ordered: OrderedDay; now: number }) {
  const { t } = useTranslation('doctor');
  if (inside.length === 0 && next === null) {
    return <Text c="dimmed">{t('today.nobody_next')}</Text>;
  }
  const nextLabel = next?.status === 'checked_in' ? t('today.next_waiting') : t('today.next');
  return (
    <div className={classes.cards}>
      {inside.map((appointment, index) => (
        <FocusCard
          key={appointment.id}
          label={t('today.in_now')}
          appointment={appointment}
          now={now}
          primary={index === 0}
        />
      ))}
      {next !== null && (
        <FocusCard
          key={next.id}
          label={nextLabel}
          appointment={next}
          now={now}
          primary={inside.length === 0}
        />
      )}
    </div>
  );
}

function EmptyDay({ isToday }: { isToday: boolean }) {
  const { t } = useTranslation('doctor');
  return (
    <EmptyState
      icon={IconCoffee}
      title={isToday ? t('today.empty_today') : t('today.empty')}
      hint={t('today.empty_hint')}
      action={
        <ButtonLink to="/calendar" variant="light">
          {t('today.calendar')}
        </ButtonLink>
      }
    />
  );
}

function DaySkeleton() {
  return (
    <Stack gap="lg" aria-busy="true">
      <Skeleton height={24} width="18rem" />
      <Skeleton height={180} maw="30rem" />
      <Card withBorder>
        {[1, 2, 3, 4, 5].map((row) => (
          <Group key={row} wrap="nowrap" py="sm">
            <Skeleton height={16} width="7rem" />
            <Skeleton height={36} />
          </Group>
        ))}
      </Card>
    </Stack>
  );
}
