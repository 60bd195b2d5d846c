import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import { IconCalendarTime, IconHourglass } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { VisitPlace, VisitTime } from '@/shared/appointments/appointment-line';
import { visitElementId } from '@/shared/appointments/focus';
import { StatusActions } from '@/shared/appointments/status-actions';
import { useHasRole } from '@/shared/session/use-session';
import { localeOf } from '@/shared/time/format';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';

import { AroundRequest } from './around-request';
import { timeLeft } from './requests';
import classes from './requests.module.css';

const MoveDialog = lazy(() => import('./move-dialog'));

interface RequestCardProps {
  request: AppointmentRead;
  now: number;
  focusNext: () => HTMLElement | null;
}

/** One request: who, when, why, until when it waits, what stands beside it, and the decision. */
export function RequestCard({ request, now, focusNext }: RequestCardProps) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const { ref, inViewport } = useInViewport();
  const isDoctor = useHasRole('doctor');
  const { starts_at, time_zone: zone } = request;
  return (
    <Card withBorder component="article" id={visitElementId(request.id)} ref={ref}>
      <div className={classes.card}>
        <Stack gap={6}>
          <Group gap="xs" justify="space-between">
            <Title order={2} size="h4">
              {isDoctor ? (
                <TextLink to="/visit/$appointmentId" params={{ appointmentId: request.id }} inherit>
                  <bdi>{request.patient_name}</bdi>
                </TextLink>
              ) : (
                <bdi>{request.patient_name}</bdi>
              )}
            </Title>
            {request.expires_at !== null && <Expiry at={request.expires_at} now={now} />}
          </Group>
          <Text fw={600}>
            {format.dayOf(starts_at, zone, 'long')}
            {' · '}
            <VisitTime appointment={request} />
          </Text>
          <Text size="sm" c="dimmed">
            {!isDoctor && `${request.doctor_name} · `}
            {request.visit_type_name}
            {' · '}
            <VisitPlace appointment={request} />
          </Text>
          <Said label={t('visit.reason')} text={request.reason} />
          <Said label={t('visit.symptoms')} text={request.symptoms} />
          <Said label={t('visit.notes')} text={request.notes} />
        </Stack>
        <AroundRequest request={request} visible={inViewport} />
      </div>
      <Group gap="xs" mt="md">
        <StatusActions
          appointment={request}
          size="sm"
          variant="light"
          beside={['declined']}
          focusNext={focusNext}
        />
        <OtherTime request={request} focusNext={focusNext} />
      </Group>
    </Card>
  );
}

function Said({ label, text }: { label: string; text: string | null }) {
  if (text === null || text === '') {
    return null;
  }
  return (
    <Text size="sm" className={classes.said}>
      <Text span inherit fw={600}>
        {label}
        {': '}
      </Text>
      {text}
    </Text>
  );
}

function Expiry({ at, now }: { at: string; now: number }) {
  const { t, i18n } = useTranslation('doctor');
  const { value, unit, soon } = timeLeft(at, now);
  const time = new Intl.NumberFormat(localeOf(i18n.language), {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  }).format(value);
  return (
    <Badge
      color={soon ? 'orange' : 'gray'}
      variant="light"
      tt="none"
      leftSection={<IconHourglass size={12} aria-hidden />}
    >
      {t('requests.expires_in', { time })}
    </Badge>
  );
}

function OtherTime({ request, focusNext }: Omit<RequestCardProps, 'now'>) {
  const { t } = useTranslation('doctor');
  const [opened, setOpened] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  if (!request.can_reschedule) {
    return null;
  }
  const close = () => {
    setOpened(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  return (
    <>
      <Button
        ref={opener}
        variant="subtle"
        size="sm"
        leftSection={<IconCalendarTime size={16} aria-hidden />}
        aria-label={t('requests.other_time_for', { patient: request.patient_name })}
        onClick={() => setOpened(true)}
      >
        {t('requests.other_time')}
      </Button>
      {opened && (
        <Suspense fallback={null}>
          <MoveDialog request={request} focusNext={focusNext} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
