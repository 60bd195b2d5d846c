import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { isOwing } from '@/shared/payments/standing';
import { useFormat } from '@/shared/time/use-format';
import type { Day } from '@/shared/time/zones';
import { TextLink } from '@/shared/ui/link';

import classes from './board.module.css';
import { GROUPS, inGroups, longestWait } from './day';

interface CountersProps {
  visits: readonly AppointmentRead[];
  now: number;
  /** Whose visits these are, for the list of those that are not paid. */
  day: Day;
  placeId: string | undefined;
}

/** How the day stands, in numbers. */
export function Counters({ visits, now, day, placeId }: CountersProps) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const groups = inGroups(visits, now);
  const wait = longestWait(visits, now);
  const owing = visits.filter(isOwing).length;
  const requests = visits.filter(({ status }) => status === 'pending').length;
  return (
    <Group gap="md" justify="space-between">
      <dl className={classes.counters}>
        {GROUPS.map((group) => (
          <div key={group} className={classes.counter}>
            <dt>{t(`board.group_${group}`)}</dt>
            <dd>
              {format.number(groups[group].length)}
              {group === 'waiting' && wait !== null && (
                <Text span size="xs" fw={400} ms={6}>
                  {t('board.longest', { minutes: format.minutes(wait) })}
                </Text>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <Group gap="md">
        {owing > 0 && (
          <TextLink to="/unpaid" search={{ place: placeId, from: day, to: day }} size="sm">
            {t('board.unpaid', { count: owing })}
          </TextLink>
        )}
        {requests > 0 && (
          <TextLink to="/requests" size="sm">
            {t('board.requests', { count: requests })}
          </TextLink>
        )}
      </Group>
    </Group>
  );
}
