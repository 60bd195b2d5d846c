import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { VisitLinkRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';
import { StatusBadge } from '@/shared/ui/status-badge';

import classes from './visit-link.module.css';

/** When, with whom, where; no more than stood in the mail. */
export function Facts({ visit }: { visit: VisitLinkRead }) {
  const { t } = useTranslation('link');
  const format = useFormat();
  const { starts_at: at, ends_at: end, time_zone: zone, phone } = visit;
  const zoneNote = format.zoneIfNeeded(at, zone);
  return (
    <dl className={classes.facts}>
      <dt>{t('fact.when')}</dt>
      <dd>
        <Text fw={600}>{format.dayOf(at, zone, 'long')}</Text>
        <Text>
          {format.timeRange(at, end, zone)}
          {zoneNote !== null && ` ${zoneNote}`}
        </Text>
      </dd>
      <dt>{t('fact.who')}</dt>
      <dd>{visit.doctor_name}</dd>
      <dt>{t('fact.where')}</dt>
      <dd>
        <Text>{visit.location_name}</Text>
        {visit.address !== null && (
          <Text size="sm">
            <bdi>{visit.address}</bdi>
          </Text>
        )}
        {phone !== null && (
          <Anchor
            href={`tel:${phone.replace(/[^+0-9]/g, '')}`}
            size="sm"
            underline="always"
            dir="ltr"
            aria-label={t('call', { place: visit.location_name, phone })}
          >
            {phone}
          </Anchor>
        )}
      </dd>
      <dt>{t('fact.status')}</dt>
      <dd>
        <StatusBadge status={visit.status} />
      </dd>
    </dl>
  );
}
