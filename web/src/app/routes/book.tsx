import { SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { createFileRoute, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { BookingPage } from '@/features/booking/booking-page';
import { readBookSearch, slotOf } from '@/features/booking/search';
import { fetchTexts } from '@/shared/i18n/i18n';
import { PageSkeleton } from '@/shared/ui/page-skeleton';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** For which patient is booked; not in the address, which may be shared. */
    bookingFor?: string;
  }
}

// Nobody who chooses a time needs these at first.
const Confirmation = lazy(() =>
  import('@/features/booking/confirmation').then(({ Confirmation: it }) => ({ default: it })),
);
const SignInForm = lazy(() =>
  import('@/features/identity/sign-in-form').then(({ SignInForm: it }) => ({ default: it })),
);
const RegisterForm = lazy(() =>
  import('@/features/identity/register-form').then(({ RegisterForm: it }) => ({ default: it })),
);

export const Route = createFileRoute('/book')({
  validateSearch: readBookSearch,
  loader: () => fetchTexts('booking'),
  component: BookPage,
});

function BookPage() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const patientId = useRouterState({ select: ({ location }) => location.state.bookingFor });
  if (search.booked !== undefined) {
    return (
      <Suspense fallback={<PageSkeleton />}>
        <Confirmation appointmentId={search.booked} />
      </Suspense>
    );
  }
  return (
    <BookingPage
      slot={slotOf(search)}
      patientId={patientId}
      onChoosePatient={(bookingFor) =>
        void navigate({
          search: (now) => now,
          state: (now) => ({ ...now, bookingFor }),
          replace: true,
          resetScroll: false,
        })
      }
      onPick={({ starts_at, location_id }) =>
        void navigate({
          search: (now) => readBookSearch({ ...now, starts_at, location: location_id }),
          state: (now) => now,
          replace: true,
          resetScroll: false,
        })
      }
      onBooked={(booked) => void navigate({ search: { booked }, replace: true })}
      entry={(onDone) => <Entry onDone={onDone} />}
    />
  );
}

/** Signing in or registering without leaving the page that holds what was chosen. */
function Entry({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('booking');
  const [way, setWay] = useState('sign-in');
  return (
    <Stack gap="md" maw="28rem">
      <SegmentedControl
        value={way}
        onChange={setWay}
        aria-label={t('entry.ways')}
        data={[
          { value: 'sign-in', label: t('entry.sign_in') },
          { value: 'register', label: t('entry.register') },
        ]}
      />
      <Suspense fallback={<Skeleton height={220} />}>
        {way === 'sign-in' ? <SignInForm onDone={onDone} /> : <RegisterForm onDone={onDone} />}
      </Suspense>
    </Stack>
  );
}
