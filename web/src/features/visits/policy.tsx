import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';

import { PhoneLink, usePlaceOf } from './visit-facts';

/** Until when the patient may move or cancel here, and what to do afterwards. */
export function Policy({ visit }: { visit: AppointmentRead }) {
  const { t } = useTranslation('visits');
  const format = useFormat();
  const place = usePlaceOf(visit);
  const until = visit.changeable_until;
  const phone = place.data?.phone ?? null;
  const zone = visit.time_zone;
  const note = until === null ? null : format.zoneIfNeeded(until, zone);
  return (
    <Text size="sm" component="div">
      {until === null
        ? t('policy.over')
        : t('policy.until', {
            day: format.dayOf(until, zone),
            time: [format.time(until, zone), note].filter((part) => part !== null).join(' '),
          })}{' '}
      {phone === null ? (
        t(until === null ? 'policy.over_call' : 'policy.call')
      ) : (
        <>
          {t(until === null ? 'policy.over_call_number' : 'policy.call_number')}{' '}
          <PhoneLink phone={phone} label={t('call', { place: visit.location_name })} />
        </>
      )}
    </Text>
  );
}
