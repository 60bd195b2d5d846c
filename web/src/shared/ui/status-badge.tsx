import { Badge } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconClock,
  IconDoor,
  IconHourglass,
  IconStethoscope,
  IconUserOff,
  IconX,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';

import type { Status } from '@/client';

type Icon = ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;

/** One colour and one icon a state, the same on every page; never the colour alone. */
export const STATUS_STYLE: Record<Status, { color: string; icon: Icon }> = {
  pending: { color: 'yellow', icon: IconHourglass },
  confirmed: { color: 'blue', icon: IconClock },
  checked_in: { color: 'grape', icon: IconDoor },
  in_progress: { color: 'praxis', icon: IconStethoscope },
  completed: { color: 'green', icon: IconCheck },
  declined: { color: 'gray', icon: IconBan },
  expired: { color: 'gray', icon: IconHourglass },
  cancelled: { color: 'gray', icon: IconX },
  no_show: { color: 'red', icon: IconUserOff },
  left_without_seen: { color: 'orange', icon: IconUserOff },
  entered_in_error: { color: 'gray', icon: IconAlertTriangle },
};

export function StatusBadge({ status }: { status: Status }) {
  const { t } = useTranslation();
  const { color, icon: Icon } = STATUS_STYLE[status];
  return (
    <Badge
      color={color}
      variant="light"
      tt="none"
      fw={600}
      leftSection={<Icon size={12} aria-hidden />}
    >
      {t(`status.${status}`)}
    </Badge>
  );
}
