import { Anchor, Card, Stack, Text, Title } from '@mantine/core';
import { IconCalendarOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { AppointmentLine } from '@/shared/appointments/appointment-line';
import { visitElementId } from '@/shared/appointments/focus';
import { VisitMarks } from '@/shared/appointments/marks';
import { StatusActions } from '@/shared/appointments/status-actions';
import { PaymentBadge } from '@/shared/payments/payment-badge';
import { useFormat } from '@/shared/time/use-format';
import { EmptyState } from '@/shared/ui/empty-state';

import classes from './board.module.css';
import { GROUPS, inGroups, type Group } from './day';

interface ArrivalsProps {
  visits: readonly AppointmentRead[];
  now: number;
  /** Shown in the drawer, which then is the place for the focus. */
  openId: string | undefined;
  onOpen: (visitId: string) => void;
}

/** What the desk still has to do something about. */
const TO_DO: readonly Group[] = ['waiting', 'missing', 'expected', 'in'];

function OpenVisit({ visit, onOpen }: { visit: AppointmentRead; onOpen: (id: string) => void }) {
  return (
    <Anchor
      component="button"
      type="button"
      inherit
      ta="start"
      fw={600}
      onClick={() => onOpen(visit.id)}
    >
      <bdi>{visit.patient_name}</bdi>
    </Anchor>
  );
}

function Arrival({
  visit,
  now,
  openId,
  onOpen,
}: Omit<ArrivalsProps, 'visits'> & { visit: AppointmentRead }) {
  const format = useFormat();
  return (
    <li className={classes.row} id={visit.id === openId ? undefined : visitElementId(visit.id)}>
      <div className={classes.rowWho}>
        <OpenVisit visit={visit} onOpen={onOpen} />
        <Text size="sm" c="dimmed">
          {format.time(visit.starts_at, visit.time_zone)} · {visit.doctor_name}
        </Text>
        <VisitMarks appointment={visit} now={now} />
        <PaymentBadge visit={visit} />
      </div>
      <StatusActions appointment={visit} />
    </li>
  );
}

/** Beside the grid: who waits, who is missing, who comes next, each with one click. */
export function Arrivals({ visits, now, openId, onOpen }: ArrivalsProps) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const groups = inGroups(visits, now);
  const shown = TO_DO.filter((group) => groups[group].length > 0);
  return (
    <Card
      withBorder
      padding="sm"
      className={classes.arrivals}
      component="section"
      aria-label={t('board.arrivals')}
      // A region that scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      {shown.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('board.nobody_to_come')}
        </Text>
      ) : (
        <Stack gap="md">
          {shown.map((group) => (
            <section key={group} aria-labelledby={`arrivals-${group}`}>
              <Title order={2} fz="sm" id={`arrivals-${group}`}>
                {t('board.group_with_count', {
                  group: t(`board.group_${group}`),
                  number: format.number(groups[group].length),
                })}
              </Title>
              <ul className={classes.list}>
                {groups[group].map((visit) => (
                  <Arrival key={visit.id} visit={visit} now={now} openId={openId} onOpen={onOpen} />
                ))}
              </ul>
            </section>
          ))}
        </Stack>
      )}
    </Card>
  );
}

/** The whole day as a list: for phones, and for those who prefer it. */
export function DayList({ visits, now, onOpen }: Omit<ArrivalsProps, 'openId'>) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const groups = inGroups(visits, now);
  if (visits.length === 0) {
    return (
      <EmptyState icon={IconCalendarOff} title={t('board.empty')} hint={t('board.empty_hint')} />
    );
  }
  return (
    <Stack gap="lg">
      {GROUPS.filter((group) => groups[group].length > 0).map((group) => (
        <section key={group} aria-labelledby={`day-${group}`}>
          <Title order={2} fz="md" mb="xs" id={`day-${group}`}>
            {t('board.group_with_count', {
              group: t(`board.group_${group}`),
              number: format.number(groups[group].length),
            })}
          </Title>
          <Card withBorder padding="xs">
            {groups[group].map((visit) => (
              <AppointmentLine
                key={visit.id}
                appointment={visit}
                now={now}
                withDoctor
                withPayment
                patient={<OpenVisit visit={visit} onOpen={onOpen} />}
                actions={<StatusActions appointment={visit} />}
              />
            ))}
          </Card>
        </section>
      ))}
    </Stack>
  );
}
