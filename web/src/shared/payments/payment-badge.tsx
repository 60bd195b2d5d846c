import { Badge } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleHalf2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';

import { shownStanding, type ShownStanding } from './standing';

const STYLE = {
  open: { color: 'orange', icon: IconCircleDashed },
  part: { color: 'yellow', icon: IconCircleHalf2 },
  paid: { color: 'green', icon: IconCircleCheck },
} satisfies Record<ShownStanding, object>;

/** Whether a visit is paid: never the colour alone, and nothing where there is nothing to pay. */
export function PaymentBadge({
  visit,
}: {
  visit: Pick<AppointmentRead, 'fee' | 'paid' | 'status'>;
}) {
  const { t } = useTranslation('payments');
  const standing = shownStanding(visit);
  if (standing === null) {
    return null;
  }
  const { color, icon: Icon } = STYLE[standing];
  return (
    <Badge
      color={color}
      variant="light"
      tt="none"
      fw={600}
      leftSection={<Icon size={12} aria-hidden />}
    >
      {t(`standing.${standing}`)}
    </Badge>
  );
}
