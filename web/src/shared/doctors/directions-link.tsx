import { Anchor } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** To a map site, which learns the address only, and only when somebody follows the link. */
export function DirectionsLink({ place }: { place: { name: string; address: string | null } }) {
  const { t } = useTranslation();
  if (place.address === null) {
    return null;
  }
  const query = new URLSearchParams({ query: place.address });
  return (
    <Anchor
      href={`https://www.openstreetmap.org/search?${query.toString()}`}
      target="_blank"
      rel="noreferrer"
      size="sm"
      aria-label={t('place.directions_to', { place: place.name })}
    >
      {t('place.directions')}{' '}
      <IconExternalLink size={14} aria-hidden style={{ verticalAlign: '-2px' }} />
    </Anchor>
  );
}
