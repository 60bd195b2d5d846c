import { Alert, Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import {
  IconBuildingHospital,
  IconCalendar,
  IconCheck,
  IconHourglass,
  IconRefresh,
  IconUser,
  IconVideo,
  IconWallet,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead, LocationRead } from '@/client';
import { getAppointmentOptions } from '@/client/@tanstack/react-query.gen';
import { DirectionsLink } from '@/shared/doctors/directions-link';
import { DoctorLine } from '@/shared/doctors/doctor-line';
import { useLocations } from '@/shared/doctors/use-places';
import { useFormat } from '@/shared/time/use-format';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { PageProblem } from '@/shared/ui/page-problem';
import { CalendarFileButton } from '@/shared/visits/calendar-file-button';

import { SummaryRow } from './visit-summary';

/** The visit is booked (or asked for): what now. */
export function Confirmation({ appointmentId }: { appointmentId: string }) {
  const { t } = useTranslation('booking');
  const visit = useQuery(getAppointmentOptions({ path: { appointment_id: appointmentId } }));
  const locations = useLocations();
  if (visit.isError) {
    return <PageProblem error={visit.error} retry={() => void visit.refetch()} />;
  }
  if (visit.data === undefined) {
    return (
      <Page title={t('title')} width="reading">
        <Skeleton height={360} />
      </Page>
    );
  }
  const place = locations.data?.find(({ id }) => id === visit.data.location_id);
  return <Booked visit={visit.data} place={place} />;
}

function Booked({ visit, place }: { visit: AppointmentRead; place: LocationRead | undefined }) {
  const { t } = useTranslation('booking');
  const pending = visit.status === 'pending';
  return (
    <Page title={t(pending ? 'done.requested' : 'done.booked')} width="reading">
      <Alert
        color={pending ? 'yellow' : 'green'}
        variant="light"
        role="status"
        icon={pending ? <IconHourglass aria-hidden /> : <IconCheck aria-hidden />}
      >
        {t(pending ? 'done.requested_hint' : 'done.booked_hint')}
      </Alert>
      <Paper withBorder p="md">
        <Stack gap="sm">
          <DoctorLine doctor={{ full_name: visit.doctor_name, specialty: visit.specialty }} />
          <Facts visit={visit} place={place} />
        </Stack>
      </Paper>
      <Group gap="sm">
        <ButtonLink to="/visits/$appointmentId" params={{ appointmentId: visit.id }}>
          {t('done.open')}
        </ButtonLink>
        {!pending && <CalendarFileButton appointmentId={visit.id} />}
        <ButtonLink to="/" variant="subtle">
          {t('done.another')}
        </ButtonLink>
      </Group>
    </Page>
  );
}

function Facts({ visit, place }: { visit: AppointmentRead; place: LocationRead | undefined }) {
  const { t } = useTranslation('booking');
  const format = useFormat();
  const zone = visit.time_zone;
  const named = format.zoneIfNeeded(visit.starts_at, zone);
  return (
    <>
      <SummaryRow icon={IconCalendar}>
        <Text fw={600}>{format.dayOf(visit.starts_at, zone, 'long')}</Text>
        <Text>
          {format.timeRange(visit.starts_at, visit.ends_at, zone)}
          {named !== null && ` (${named})`}
        </Text>
        <Text size="sm" c="dimmed">
          {visit.visit_type_name}
        </Text>
      </SummaryRow>
      <SummaryRow icon={IconUser}>
        <Text size="sm">{t('done.for', { name: visit.patient_name })}</Text>
      </SummaryRow>
      {visit.modality === 'video' ? (
        <SummaryRow icon={IconVideo}>
          <Text size="sm">{t('summary.by_video')}</Text>
        </SummaryRow>
      ) : (
        <SummaryRow icon={IconBuildingHospital}>
          <Text size="sm">{visit.location_name}</Text>
          <Text size="sm" c="dimmed">
            <bdi>{place?.address}</bdi>
          </Text>
          {place !== undefined && <DirectionsLink place={place} />}
        </SummaryRow>
      )}
      <SummaryRow icon={IconWallet}>
        <Text size="sm">{t('summary.fee', { fee: format.money(visit.fee) })}</Text>
      </SummaryRow>
      <SummaryRow icon={IconRefresh}>
        <Text size="sm">
          <ChangePolicy visit={visit} phone={place?.phone ?? null} />
        </Text>
      </SummaryRow>
    </>
  );
}

function ChangePolicy({ visit, phone }: { visit: AppointmentRead; phone: string | null }) {
  const { t } = useTranslation('booking');
  const format = useFormat();
  const until = visit.changeable_until;
  if (until !== null) {
    return t('done.change_until', {
      day: format.dayOf(until, visit.time_zone),
      time: format.time(until, visit.time_zone),
    });
  }
  return phone === null ? t('done.call_practice') : t('done.call', { phone });
}
