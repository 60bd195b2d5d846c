import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import {
  IconBuildingHospital,
  IconCalendar,
  IconHourglass,
  IconRefresh,
  IconVideo,
  IconWallet,
} from '@tabler/icons-react';
import type { ComponentType, ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';

import { DirectionsLink } from '@/shared/doctors/directions-link';
import { DoctorLine } from '@/shared/doctors/doctor-line';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';
import { dayOf } from '@/shared/time/zones';
import { TextLink } from '@/shared/ui/link';

import { changeableUntil } from './rules';
import type { BookedSlot } from './search';
import type { SlotFacts } from './use-slot-facts';

type Icon = ComponentType<{ size?: number; 'aria-hidden'?: boolean; style?: object }>;

export function SummaryRow({ icon: Icon, children }: { icon: Icon; children: ReactNode }) {
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <Icon size={18} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
      <div>{children}</div>
    </Group>
  );
}

/** What is about to be booked: who, when, where, for how much, and on which terms. */
export function VisitSummary({
  slot,
  facts,
  heading,
}: {
  slot: BookedSlot;
  facts: SlotFacts;
  heading?: Ref<HTMLHeadingElement>;
}) {
  const { t } = useTranslation('booking');
  const { doctor, offer, place } = facts;
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="your-visit">
      <Title order={2} size="h4" id="your-visit" mb="sm" ref={heading} tabIndex={-1}>
        {t('summary.title')}
      </Title>
      <Stack gap="sm">
        <DoctorLine doctor={doctor} />
        <When slot={slot} facts={facts} />
        {offer?.modality === 'video' ? (
          <SummaryRow icon={IconVideo}>
            <Text size="sm">{t('summary.by_video')}</Text>
          </SummaryRow>
        ) : (
          place !== undefined && (
            <SummaryRow icon={IconBuildingHospital}>
              <Text size="sm">{place.name}</Text>
              <Text size="sm" c="dimmed">
                <bdi>{place.address}</bdi>
              </Text>
              <DirectionsLink place={place} />
            </SummaryRow>
          )
        )}
        <Terms slot={slot} facts={facts} />
        <TextLink
          to="/doctors/$doctorId"
          params={{ doctorId: slot.doctor }}
          search={{
            visit_type: slot.visit_type,
            location: slot.location,
            from: dayOf(slot.starts_at, place?.time_zone ?? 'UTC'),
          }}
          size="sm"
        >
          {t('summary.change')}
        </TextLink>
      </Stack>
    </Paper>
  );
}

function When({ slot, facts }: { slot: BookedSlot; facts: SlotFacts }) {
  const { t } = useTranslation('booking');
  const format = useFormat();
  const { offer, place } = facts;
  const zone = place?.time_zone ?? 'UTC';
  const named = format.zoneIfNeeded(slot.starts_at, zone);
  return (
    <SummaryRow icon={IconCalendar}>
      <Text fw={600}>{format.dayOf(slot.starts_at, zone, 'long')}</Text>
      <Text>
        {format.time(slot.starts_at, zone)}
        {named !== null && ` (${named})`}
      </Text>
      {offer !== undefined && (
        <Text size="sm" c="dimmed">
          {t('summary.kind', {
            name: offer.name,
            length: format.minutes(offer.duration_minutes),
          })}
        </Text>
      )}
    </SummaryRow>
  );
}

function Terms({ slot, facts }: { slot: BookedSlot; facts: SlotFacts }) {
  const { t } = useTranslation('booking');
  const format = useFormat();
  const now = useNow(60_000);
  const { offer, type, place } = facts;
  const zone = place?.time_zone ?? 'UTC';
  const until = type && changeableUntil(slot.starts_at, type.cancellation_notice_minutes, now);
  return (
    <>
      {offer !== undefined && (
        <SummaryRow icon={IconWallet}>
          <Text size="sm">{t('summary.fee', { fee: format.money(offer.fee) })}</Text>
        </SummaryRow>
      )}
      {type?.needs_approval === true && (
        <SummaryRow icon={IconHourglass}>
          <Text size="sm">{t('summary.approval')}</Text>
        </SummaryRow>
      )}
      {until !== undefined && (
        <SummaryRow icon={IconRefresh}>
          <Text size="sm">
            {until === null
              ? t('summary.no_change')
              : t('summary.change_until', {
                  day: format.dayOf(until, zone),
                  time: format.time(until, zone),
                })}
          </Text>
        </SummaryRow>
      )}
    </>
  );
}
