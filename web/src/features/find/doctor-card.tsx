import { Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import { IconLanguage, IconMapPin, IconUserOff, IconWallet } from '@tabler/icons-react';
import { useState, type ComponentType, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { DoctorRead } from '@/client';
import { DoctorAvatar } from '@/shared/doctors/doctor-avatar';
import { languageNames } from '@/shared/doctors/languages';
import { useDoctorPlaces } from '@/shared/doctors/use-places';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';

import classes from './find.module.css';
import { offerOf, useOffers } from './queries';
import type { FindSearch } from './search';

export function Fact({
  icon: Icon,
  children,
}: {
  icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean; style?: object }>;
  children: ReactNode;
}) {
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Icon size={15} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
      <Text size="sm">{children}</Text>
    </Group>
  );
}

interface DoctorCardProps {
  doctor: DoctorRead;
  search: FindSearch;
  visitTypeId: string | undefined;
  /** The strip of days. */
  times: ReactNode;
}

/** One doctor among the results; asks for places and fees once it comes into sight. */
export function DoctorCard({ doctor, search, visitTypeId, times }: DoctorCardProps) {
  const { t } = useTranslation('find');
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  const [seen, setSeen] = useState(false);
  if (inViewport && !seen) {
    setSeen(true);
  }
  return (
    <Paper
      component="article"
      ref={ref}
      withBorder
      p="md"
      className={classes.card}
      aria-labelledby={`doctor-${doctor.id}`}
    >
      <div className={classes.cardBody}>
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <DoctorAvatar name={doctor.full_name} photo={doctor.photo_url} size={56} />
          <Box miw={0}>
            <Title order={3} size="h5" id={`doctor-${doctor.id}`}>
              <TextLink
                to="/doctors/$doctorId"
                params={{ doctorId: doctor.id }}
                search={{ visit_type: search.visit_type, location: search.location }}
                inherit
              >
                {doctor.full_name}
              </TextLink>
            </Title>
            <Text size="sm" c="dimmed">
              {doctor.specialty}
            </Text>
            <Stack gap={4} mt="xs">
              {seen && <Facts doctor={doctor} visitTypeId={visitTypeId} />}
              {!doctor.accepts_new_patients && (
                <Fact icon={IconUserOff}>{t('card.no_new_patients')}</Fact>
              )}
            </Stack>
          </Box>
        </Group>
        {times}
      </div>
    </Paper>
  );
}

function Facts({ doctor, visitTypeId }: Pick<DoctorCardProps, 'doctor' | 'visitTypeId'>) {
  const { i18n } = useTranslation('find');
  const format = useFormat();
  const offers = useOffers(doctor.id);
  const places = useDoctorPlaces(doctor.id);
  const offer = offerOf(offers.data?.items ?? [], visitTypeId);
  return (
    <>
      {places !== undefined && places.length > 0 && (
        <Fact icon={IconMapPin}>{places.map(({ name }) => name).join(' · ')}</Fact>
      )}
      {doctor.languages.length > 0 && (
        <Fact icon={IconLanguage}>{languageNames(doctor.languages, i18n.language)}</Fact>
      )}
      {offer !== undefined && <Fact icon={IconWallet}>{format.money(offer.fee)}</Fact>}
    </>
  );
}
