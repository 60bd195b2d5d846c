import { Group, Stack, Text } from '@mantine/core';
import {
  IconCalendarPlus,
  IconCash,
  IconMailCheck,
  IconThumbUp,
  IconUserEdit,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { PatientDashboard as Dashboard } from '@/client';
import { useFormat } from '@/shared/time/use-format';
import { EmptyState } from '@/shared/ui/empty-state';
import { ButtonLink, TextLink } from '@/shared/ui/link';

import { NextVisit } from './next-visit';
import { Waiting, type WaitingItem } from './waiting';

type Task = Dashboard['to_do'][number];

const ICONS = {
  confirm_visit: IconThumbUp,
  verify_email: IconMailCheck,
  complete_profile: IconUserEdit,
  pay_visit: IconCash,
  book_visit: IconCalendarPlus,
} as const satisfies Record<Task['kind'], unknown>;

/** The visit that a task is about, in words; by the clock of its place. */
function useVisitWords(): (task: Task) => string | undefined {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  return ({ starts_at: at, time_zone: zone, doctor_name: doctor }) => {
    if (!at || !zone || !doctor) {
      return undefined;
    }
    const when = [
      `${format.dayOf(at, zone, 'numeric')}, ${format.time(at, zone)}`,
      format.zoneIfNeeded(at, zone),
    ];
    return t('to_do.visit', { when: when.filter(Boolean).join(' '), doctor });
  };
}

interface TaskLinkProps {
  task: Task;
  visitWords: string | undefined;
}

function TaskLink({ task: { kind, appointment_id: visit }, visitWords }: TaskLinkProps) {
  const { t } = useTranslation('dashboard');
  const text = t(`to_do.${kind}_action`);
  const look = {
    variant: 'default',
    children: text,
    'aria-label':
      visitWords === undefined
        ? undefined
        : t('to_do.visit_action', { action: text, visit: visitWords }),
  } as const;
  if (visit !== null && visit !== undefined) {
    return <ButtonLink to="/visits/$appointmentId" params={{ appointmentId: visit }} {...look} />;
  }
  switch (kind) {
    case 'verify_email':
      return <ButtonLink to="/profile" {...look} />;
    case 'complete_profile':
      return <ButtonLink to="/profile" search={{ tab: 'patients' }} {...look} />;
    default:
      return <ButtonLink to="/" {...look} />;
  }
}

/** What comes next, and what there is to do. */
export function PatientDashboard({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const wordsOf = useVisitWords();
  const { next_visit: next, upcoming, to_do: tasks } = dashboard;
  const items: WaitingItem[] = tasks
    // With nothing booked, the page says so already.
    .filter(({ kind }) => kind !== 'book_visit' || next !== null)
    .map((task) => ({
      key: `${task.kind} ${task.appointment_id ?? ''}`,
      icon: ICONS[task.kind],
      text: t(`to_do.${task.kind}`),
      detail: wordsOf(task),
      action: <TaskLink task={task} visitWords={wordsOf(task)} />,
    }));
  const more = Math.max(0, upcoming - 1);
  return (
    <Stack gap="xl">
      {next === null ? (
        <EmptyState
          icon={IconCalendarPlus}
          title={t('patient.none')}
          hint={t('patient.none_hint')}
          action={
            <ButtonLink to="/" mt="xs">
              {t('patient.find')}
            </ButtonLink>
          }
        />
      ) : (
        <Stack gap="sm">
          <NextVisit
            label={t('patient.next')}
            visit={next}
            who={next.doctor_name}
            withDay
            actions={
              <>
                <ButtonLink to="/visits/$appointmentId" params={{ appointmentId: next.id }}>
                  {t('patient.open')}
                </ButtonLink>
                <ButtonLink to="/" variant="default">
                  {t('patient.find')}
                </ButtonLink>
              </>
            }
          />
          {more > 0 && (
            <Text size="sm">
              {t('patient.and_more', { count: more, number: format.number(more) })}{' '}
              <TextLink to="/visits" inherit underline="always">
                {t('see_all')}
              </TextLink>
            </Text>
          )}
        </Stack>
      )}
      <Waiting title={t('patient.to_do')} items={items} />
      <Group gap="lg">
        <TextLink to="/visits">{t('patient.all_visits')}</TextLink>
        <TextLink to="/records">{t('patient.records')}</TextLink>
      </Group>
    </Stack>
  );
}
