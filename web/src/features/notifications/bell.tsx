import { ActionIcon, Indicator, Popover, VisuallyHidden } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconBell } from '@tabler/icons-react';
import { createLink } from '@tanstack/react-router';
import { useId, type AnchorHTMLAttributes, type ReactNode, type Ref } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '@/shared/time/use-format';

import { Panel } from './panel';
import { useLatest } from './queries';
import { useNews } from './use-news';

const MOST_SHOWN = 99;
const LOOK = { variant: 'subtle', color: 'gray', size: 'lg' } as const;

const IconLink = createLink(function IconAnchor({
  ref,
  ...props
}: {
  children: ReactNode;
  ref?: Ref<HTMLAnchorElement>;
} & AnchorHTMLAttributes<HTMLAnchorElement>) {
  return <ActionIcon component="a" ref={ref} {...LOOK} {...props} />;
});

/** How many lines nobody has read yet, and the way to them; a new one is told as it comes. */
export default function Bell() {
  const { t } = useTranslation('notifications');
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const latest = useLatest();
  const news = useNews(latest.data?.items);
  const unread = latest.data?.unread ?? 0;
  const label = unread === 0 ? t('title') : t('title_unread', { count: unread });
  return (
    <>
      {phone ? (
        <IconLink to="/notifications" aria-label={label}>
          <Icon unread={unread} />
        </IconLink>
      ) : (
        <PanelButton label={label} unread={unread} />
      )}
      <VisuallyHidden role="status">{news}</VisuallyHidden>
    </>
  );
}

function PanelButton({ label, unread }: { label: string; unread: number }) {
  const [opened, panel] = useDisclosure(false);
  const titleId = useId();
  return (
    <Popover
      opened={opened}
      onChange={(next) => (next ? panel.open() : panel.close())}
      position="bottom-end"
      width={380}
      trapFocus
      returnFocus
      withinPortal={false}
      shadow="md"
    >
      <Popover.Target>
        <ActionIcon {...LOOK} aria-label={label} onClick={panel.toggle}>
          <Icon unread={unread} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-labelledby={titleId}>
        <Panel titleId={titleId} onLeave={panel.close} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Icon({ unread }: { unread: number }) {
  const format = useFormat();
  const shown = unread > MOST_SHOWN ? `${format.number(MOST_SHOWN)}+` : format.number(unread);
  return (
    <Indicator label={shown} disabled={unread === 0} size={16} offset={2} color="red.9" aria-hidden>
      <IconBell size={20} aria-hidden style={{ display: 'block' }} />
    </Indicator>
  );
}
