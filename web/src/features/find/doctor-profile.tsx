import {
  Alert,
  Box,
  Group,
  NativeSelect,
  Paper,
  Skeleton,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { IconCalendarOff, IconUserCheck, IconUserOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { DoctorRead, LocationRead, OfferRead } from '@/client';
import { DirectionsLink } from '@/shared/doctors/directions-link';
import { DoctorAvatar } from '@/shared/doctors/doctor-avatar';
import { languageNames } from '@/shared/doctors/languages';
import { useDoctorPlaces } from '@/shared/doctors/use-places';
import { SlotPicker } from '@/shared/slots';
import { EmptyState } from '@/shared/ui/empty-state';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { bookingOf } from './book-link';
import classes from './find.module.css';
import { offerOf, useOffers, useVisitTypes } from './queries';
import type { ProfileSearch } from './search';
import { VisitTypeChoice } from './visit-type-choice';

interface DoctorProfileProps {
  doctor: DoctorRead;
  search: ProfileSearch;
  onChange: (change: Partial<ProfileSearch>) => void;
}

/** Who the doctor is, what can be booked and when. */
export function DoctorProfile({ doctor, search, onChange }: DoctorProfileProps) {
  const { t } = useTranslation('find');
  const places = useDoctorPlaces(doctor.id);
  return (
    <Page
      title={doctor.full_name}
      description={t('profile.about_line', {
        specialty: doctor.specialty,
        years: doctor.experience_years,
      })}
    >
      <div className={classes.profile}>
        <Stack gap="lg" miw={0}>
          <Booking doctor={doctor} search={search} onChange={onChange} places={places} />
        </Stack>
        <Stack gap="lg" component="aside" aria-label={t('profile.about')}>
          <About doctor={doctor} />
          {places?.map((place) => (
            <PlaceCard key={place.id} place={place} />
          ))}
        </Stack>
      </div>
    </Page>
  );
}

function About({ doctor }: { doctor: DoctorRead }) {
  const { t, i18n } = useTranslation('find');
  return (
    <Paper withBorder p="md">
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <DoctorAvatar name={doctor.full_name} photo={doctor.photo_url} size={64} />
        <Stack gap={4}>
          {doctor.bio !== null && <Text size="sm">{doctor.bio}</Text>}
          {doctor.languages.length > 0 && (
            <Text size="sm" c="dimmed">
              {t('profile.languages', {
                languages: languageNames(doctor.languages, i18n.language),
              })}
            </Text>
          )}
          <Text size="sm" c="dimmed">
            {t('profile.licence', { number: doctor.licence_number })}
          </Text>
          {doctor.accepts_new_patients && (
            <Group gap={6} wrap="nowrap">
              <IconUserCheck size={16} aria-hidden />
              <Text size="sm">{t('profile.new_patients')}</Text>
            </Group>
          )}
        </Stack>
      </Group>
    </Paper>
  );
}

function PlaceCard({ place }: { place: LocationRead }) {
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h5">
        {place.name}
      </Title>
      <Text size="sm" mt={4}>
        <bdi>{place.address}</bdi>
      </Text>
      {place.phone !== null && (
        <Text size="sm" dir="ltr" style={{ textAlign: 'start' }}>
          {place.phone}
        </Text>
      )}
      <Box mt={6}>
        <DirectionsLink place={place} />
      </Box>
    </Paper>
  );
}

function Booking({
  doctor,
  search,
  onChange,
  places,
}: DoctorProfileProps & { places: readonly LocationRead[] | undefined }) {
  const { t } = useTranslation('find');
  const offers = useOffers(doctor.id);
  const { types, chosen: usual } = useVisitTypes(search.visit_type);
  if (offers.isError) {
    return <ProblemAlert error={offers.error} retry={() => void offers.refetch()} />;
  }
  const items = offers.data?.items;
  const offer = offerOf(items ?? [], usual?.id) ?? items?.[0];
  if (items?.length === 0) {
    return <NothingOffered />;
  }
  return (
    <>
      {!doctor.accepts_new_patients && (
        <Alert color="yellow" variant="light" icon={<IconUserOff aria-hidden />}>
          {t('profile.closed_to_new', { name: doctor.full_name })}
        </Alert>
      )}
      <VisitTypeChoice
        offers={items}
        types={types ?? []}
        chosen={offer}
        onChoose={(id) => onChange({ visit_type: id })}
      />
      {items === undefined && <Skeleton height={340} />}
      {offer !== undefined && (
        <Times doctor={doctor} offer={offer} search={search} onChange={onChange} places={places} />
      )}
    </>
  );
}

function NothingOffered() {
  const { t } = useTranslation('find');
  return (
    <EmptyState
      icon={IconCalendarOff}
      title={t('profile.no_offers')}
      hint={t('profile.no_offers_hint')}
      action={
        <ButtonLink to="/" variant="default">
          {t('profile.other_doctors')}
        </ButtonLink>
      }
    />
  );
}

function Times({
  doctor,
  offer,
  search,
  onChange,
  places = [],
}: DoctorProfileProps & { offer: OfferRead; places: readonly LocationRead[] | undefined }) {
  const { t } = useTranslation('find');
  const navigate = useNavigate();
  return (
    <section aria-labelledby="choose-time">
      <Group justify="space-between" align="flex-end" mb="sm">
        <Title order={2} size="h4" id="choose-time">
          {t('profile.choose_time')}
        </Title>
        {places.length > 1 && (
          <NativeSelect
            aria-label={t('profile.place')}
            value={search.location ?? ''}
            data={[
              { value: '', label: t('profile.any_place') },
              ...places.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={({ currentTarget }) => onChange({ location: currentTarget.value })}
          />
        )}
      </Group>
      <Paper withBorder p="md">
        <SlotPicker
          doctorId={doctor.id}
          visitTypeId={offer.visit_type_id}
          locationId={search.location}
          from={search.from}
          onPick={(slot) => void navigate({ to: '/book', search: bookingOf(doctor.id, slot) })}
        />
      </Paper>
    </section>
  );
}
