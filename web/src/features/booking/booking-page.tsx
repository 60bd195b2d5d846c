import { Alert, Skeleton, Stack, Title } from '@mantine/core';
import { IconInfoCircle, IconLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { SlotRead } from '@/client';
import { explainSlotOptions } from '@/client/@tanstack/react-query.gen';
import { useSession } from '@/shared/session/use-session';
import { EmptyState } from '@/shared/ui/empty-state';
import { ButtonLink } from '@/shared/ui/link';
import { PageProblem } from '@/shared/ui/page-problem';
import { Page } from '@/shared/ui/page';

import classes from './booking.module.css';
import { lossOfCauses } from './rules';
import { slotKey, type BookedSlot } from './search';
import { SignedInBooking } from './signed-in-booking';
import { TimeGone } from './time-gone';
import { useSlotFacts, type SlotFacts } from './use-slot-facts';
import { VisitSummary } from './visit-summary';

export interface BookingPageProps {
  slot: BookedSlot | null;
  /** For whom is booked, as the state of the page keeps it. */
  patientId: string | undefined;
  onChoosePatient: (patientId: string) => void;
  /** Another time instead, because this one went away. */
  onPick: (slot: SlotRead) => void;
  onBooked: (appointmentId: string) => void;
  /** The forms to sign in and to register; they call `onDone` once somebody is signed in. */
  entry: (onDone: () => void) => ReactNode;
}

/** From a chosen time to a booked visit, on one page. */
export function BookingPage(props: BookingPageProps) {
  const { slot } = props;
  const { t } = useTranslation('booking');
  if (slot === null) {
    return (
      <Page title={t('title')} width="reading">
        <EmptyState
          icon={IconLink}
          title={t('incomplete')}
          hint={t('incomplete_hint')}
          action={<ButtonLink to="/">{t('find')}</ButtonLink>}
        />
      </Page>
    );
  }
  return <SlotBooking {...props} slot={slot} />;
}

function SlotBooking(props: BookingPageProps & { slot: BookedSlot }) {
  const { slot } = props;
  const { t } = useTranslation('booking');
  const summary = useRef<HTMLHeadingElement>(null);
  const { facts, error, retry } = useSlotFacts(slot);
  if (error !== null) {
    return <PageProblem error={error} retry={retry} />;
  }
  const pick = (picked: SlotRead) => {
    props.onPick(picked);
    summary.current?.focus();
  };
  return (
    <Page title={t('title')}>
      <div className={classes.layout}>
        <div className={classes.summary}>
          {facts === undefined ? (
            <Skeleton height={320} />
          ) : (
            <VisitSummary slot={slot} facts={facts} heading={summary} />
          )}
        </div>
        {facts === undefined ? (
          <Skeleton height={320} />
        ) : (
          <Steps {...props} facts={facts} onPick={pick} />
        )}
      </div>
    </Page>
  );
}

function Steps(props: BookingPageProps & { slot: BookedSlot; facts: SlotFacts }) {
  const session = useSession();
  const [entered, setEntered] = useState(false);
  switch (session.status) {
    case 'restoring':
      return <Skeleton height={320} />;
    case 'anonymous':
      return <Entry {...props} onDone={() => setEntered(true)} />;
    case 'signed-in':
      return session.user.role === 'patient' ? (
        <SignedInBooking {...props} takeFocus={entered} />
      ) : (
        <ForPatientsOnly role={session.user.role} />
      );
  }
}

/** Before anyone signs in for nothing, whether the time is still there. */
function Entry({
  slot,
  facts,
  entry,
  onPick,
  onDone,
}: BookingPageProps & { slot: BookedSlot; facts: SlotFacts; onDone: () => void }) {
  const { t } = useTranslation('booking');
  const explained = useQuery(
    explainSlotOptions({
      path: { doctor_id: slot.doctor },
      query: { visit_type_id: slot.visit_type, location_id: slot.location, at: slot.starts_at },
    }),
  );
  return (
    <Stack gap="md">
      {explained.data?.offered === false && (
        <TimeGone
          key={slotKey(slot)}
          slot={slot}
          facts={facts}
          loss={lossOfCauses(explained.data.causes)}
          onPick={onPick}
        />
      )}
      <section aria-labelledby="sign-in-first">
        <Title order={2} size="h4" id="sign-in-first" mb="sm">
          {t('entry.title')}
        </Title>
        <Alert
          color="praxis"
          variant="light"
          role="note"
          mb="md"
          icon={<IconInfoCircle aria-hidden />}
        >
          {t('entry.hint')}
        </Alert>
        {entry(onDone)}
      </section>
    </Stack>
  );
}

/** The practice books for patients elsewhere. */
function ForPatientsOnly({ role }: { role: 'doctor' | 'staff' | 'admin' }) {
  const { t } = useTranslation('booking');
  return (
    <EmptyState
      icon={IconInfoCircle}
      title={t('practice.title')}
      hint={t('practice.hint')}
      action={
        role === 'doctor' ? (
          <ButtonLink to="/calendar">{t('practice.calendar')}</ButtonLink>
        ) : (
          <ButtonLink to="/book-for-patient">{t('practice.desk')}</ButtonLink>
        )
      }
    />
  );
}
