import { Alert, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconCalendarX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { SlotRead } from '@/client';
import { listSlotsOptions } from '@/client/@tanstack/react-query.gen';
import { useLocations } from '@/shared/doctors/use-places';
import { isSameSlot, nearest, SlotPicker, TimeButtons } from '@/shared/slots';
import { ButtonLink } from '@/shared/ui/link';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import type { Loss } from './rules';
import type { BookedSlot } from './search';
import type { SlotFacts } from './use-slot-facts';

const OFFERED = 6;
const DAY_MS = 86_400_000;
const DAYS_AROUND = 7;

/** The free times around the one that went away: not in the past, a week before and after. */
function useNearest(slot: BookedSlot, enabled: boolean) {
  const [now] = useState(() => Date.now());
  const wanted = Date.parse(slot.starts_at);
  const from = Math.max(now, wanted - DAYS_AROUND * DAY_MS);
  const to = Math.max(from, wanted) + DAYS_AROUND * DAY_MS;
  return useQuery({
    ...listSlotsOptions({
      path: { doctor_id: slot.doctor },
      query: {
        visit_type_id: slot.visit_type,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      },
    }),
    enabled,
    staleTime: 0,
    select: ({ items }) =>
      nearest(
        items.filter(
          (item) => !isSameSlot({ starts_at: slot.starts_at, location_id: slot.location }, item),
        ),
        slot.starts_at,
        OFFERED,
      ),
  });
}

export interface AlternativesProps {
  slot: BookedSlot;
  facts: SlotFacts;
  loss: Loss;
  onPick: (slot: SlotRead) => void;
}

/** The time cannot be had: why, and the nearest others at once. What was typed stays below. */
export function Alternatives({ slot, facts, loss, onPick }: AlternativesProps) {
  const { t } = useTranslation('booking');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [loss]);
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="time-gone">
      <Alert color="yellow" variant="light" icon={<IconCalendarX aria-hidden />} mb="md">
        <Title order={2} size="h5" id="time-gone" ref={heading} tabIndex={-1}>
          {t(`loss.${loss}`)}
        </Title>
        <Text size="sm" mt={4}>
          {t('loss.kept')}
        </Text>
      </Alert>
      {loss === 'no_new_patients' ? (
        <OtherDoctors slot={slot} facts={facts} />
      ) : (
        <OtherTimes slot={slot} facts={facts} onPick={onPick} />
      )}
    </Paper>
  );
}

function OtherDoctors({ slot, facts }: { slot: BookedSlot; facts: SlotFacts }) {
  const { t } = useTranslation('booking');
  return (
    <ButtonLink
      to="/"
      search={{ specialty: facts.doctor.specialty, visit_type: slot.visit_type }}
      variant="light"
    >
      {t('loss.other_doctors')}
    </ButtonLink>
  );
}

function OtherTimes({
  slot,
  facts,
  onPick,
}: {
  slot: BookedSlot;
  facts: SlotFacts;
  onPick: (slot: SlotRead) => void;
}) {
  const { t } = useTranslation('booking');
  const [all, setAll] = useState(false);
  const found = useNearest(slot, !all);
  const locations = useLocations();
  const zones = new Map(locations.data?.map((place) => [place.id, place.time_zone]));
  if (all) {
    return <SlotPicker doctorId={slot.doctor} visitTypeId={slot.visit_type} onPick={onPick} />;
  }
  return (
    <Stack gap="sm">
      {found.isPending && <Skeleton height={80} />}
      {found.isError && <ProblemAlert error={found.error} retry={() => void found.refetch()} />}
      {found.data !== undefined && found.data.length > 0 && (
        <>
          <Text fw={600} size="sm">
            {t('loss.nearest', { doctor: facts.doctor.full_name })}
          </Text>
          <TimeButtons slots={found.data} zones={zones} onPick={onPick} withDay />
        </>
      )}
      {found.data?.length === 0 && <Text size="sm">{t('loss.none_near')}</Text>}
      <Group gap="xs">
        <Button variant="default" onClick={() => setAll(true)}>
          {t('loss.more')}
        </Button>
        <OtherDoctors slot={slot} facts={facts} />
      </Group>
    </Stack>
  );
}
