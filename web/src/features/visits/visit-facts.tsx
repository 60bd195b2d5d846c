import { Anchor, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { getLocationOptions } from '@/client/@tanstack/react-query.gen';
import { DirectionsLink } from '@/shared/doctors/directions-link';
import { DoctorLine } from '@/shared/doctors/doctor-line';
import { useFormat } from '@/shared/time/use-format';

import classes from './visits.module.css';

export function usePlaceOf(visit: AppointmentRead) {
  return useQuery({
    ...getLocationOptions({ path: { location_id: visit.location_id } }),
    staleTime: 10 * 60_000,
  });
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** When, where, with whom. */
export function VisitFacts({ visit }: { visit: AppointmentRead }) {
  const { t } = useTranslation(['visits', 'common']);
  const format = useFormat();
  const { starts_at: at, ends_at: end, time_zone: zone } = visit;
  const zoneNote = format.zoneIfNeeded(at, zone);
  const video = visit.modality === 'video';
  return (
    <Paper withBorder p="lg">
      <Stack gap="md">
        <DoctorLine doctor={{ full_name: visit.doctor_name, specialty: visit.specialty }} />
        <dl className={classes.facts}>
          <Fact name={t('fact.when')}>
            <Text fw={600}>{format.dayOf(at, zone, 'long')}</Text>
            <Text>
              {format.timeRange(at, end, zone)}
              {zoneNote !== null && ` ${zoneNote}`}
            </Text>
          </Fact>
          <Fact name={t('fact.for')}>{visit.patient_name}</Fact>
          <Fact name={t('fact.what')}>
            {visit.visit_type_name}, {format.minutes(visit.duration_minutes)}
          </Fact>
          <Fact name={t('fact.where')}>
            {video ? <Text>{t('by_video')}</Text> : <Place visit={visit} />}
          </Fact>
          <Fact name={t('fact.fee')}>
            {Number(visit.fee.amount) === 0 ? t('no_fee') : format.money(visit.fee)}
          </Fact>
        </dl>
      </Stack>
    </Paper>
  );
}

function Place({ visit }: { visit: AppointmentRead }) {
  const { t } = useTranslation('visits');
  const place = usePlaceOf(visit);
  return (
    <Stack gap={2} align="flex-start">
      <Text>
        {visit.location_name}
        {visit.room_name !== null && `, ${visit.room_name}`}
      </Text>
      {place.isPending && <Skeleton height={18} width={180} />}
      {place.data !== undefined && (
        <>
          {place.data.address !== null && <Text size="sm">{place.data.address}</Text>}
          <PhoneLink phone={place.data.phone} label={t('call', { place: visit.location_name })} />
          <DirectionsLink place={place.data} />
        </>
      )}
    </Stack>
  );
}

/** Digits keep their order in any language. */
export function PhoneLink({ phone, label }: { phone: string | null; label: string }) {
  if (phone === null) {
    return null;
  }
  return (
    <Anchor
      href={`tel:${phone.replace(/[^+0-9]/g, '')}`}
      size="sm"
      underline="always"
      dir="ltr"
      aria-label={`${label}, ${phone}`}
    >
      {phone}
    </Anchor>
  );
}
