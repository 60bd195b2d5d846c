import { Card, Group, Stack, Text } from '@mantine/core';
import { IconClipboardList, IconFileText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { DoctorDashboard as Dashboard } from '@/client';
import { KeyFigure, KeyFigureGrid } from '@/shared/reports/key-figure';
import { useFormat } from '@/shared/time/use-format';
import { ButtonLink, TextLink } from '@/shared/ui/link';

import { NextVisit } from './next-visit';
import { Waiting, type WaitingItem } from './waiting';
import { WeekLoad } from './week-load';

function useWaiting({ requests, unfinished_records: records }: Dashboard): WaitingItem[] {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  return [
    ...(requests > 0
      ? [
          {
            key: 'requests',
            icon: IconClipboardList,
            text: t('doctor.requests', { count: requests, number: format.number(requests) }),
            action: (
              <ButtonLink to="/requests" variant="default">
                {t('staff.see_requests')}
              </ButtonLink>
            ),
          },
        ]
      : []),
    ...(records > 0
      ? [
          {
            key: 'records',
            icon: IconFileText,
            text: t('doctor.unfinished_records', {
              count: records,
              number: format.number(records),
            }),
            action: (
              <ButtonLink to="/calendar" variant="default">
                {t('doctor.calendar')}
              </ButtonLink>
            ),
          },
        ]
      : []),
  ];
}

/** A doctor's day at a glance, what waits for an answer, and how full the week is. */
export function DoctorDashboard({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const { today, on } = dashboard;
  const items = useWaiting(dashboard);
  const counts = [
    ['visits', today.visits],
    ['waiting', today.waiting],
    ['done', today.done],
  ] as const;
  return (
    <Stack gap="xl">
      <Stack gap="sm">
        {today.next === null ? (
          <Card withBorder padding="lg">
            <Group justify="space-between" gap="sm">
              <Text>{t('doctor.nobody_next')}</Text>
              <ButtonLink to="/today">{t('doctor.open_day')}</ButtonLink>
            </Group>
          </Card>
        ) : (
          <NextVisit
            label={t('doctor.next')}
            visit={today.next}
            who={today.next.patient_name}
            actions={
              <>
                <ButtonLink to="/visit/$appointmentId" params={{ appointmentId: today.next.id }}>
                  {t('doctor.open_visit')}
                </ButtonLink>
                <ButtonLink to="/today" variant="default">
                  {t('doctor.open_day')}
                </ButtonLink>
              </>
            }
          />
        )}
        <KeyFigureGrid label={t('doctor.today')}>
          {counts.map(([name, count]) => (
            <KeyFigure
              key={name}
              name={t(`doctor.${name}`)}
              value={format.number(count)}
              link={{ to: '/today', search: { day: on } }}
            />
          ))}
        </KeyFigureGrid>
      </Stack>
      <Waiting title={t('staff.waiting')} items={items} />
      <WeekLoad week={dashboard.week} />
      <TextLink to="/reports">{t('doctor.report')}</TextLink>
    </Stack>
  );
}
