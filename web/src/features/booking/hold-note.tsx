import { Alert, Button, Skeleton, Text } from '@mantine/core';
import { IconClockPause, IconClockPlay } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { useNow } from '@/shared/time/use-now';
import { ProblemAlert } from '@/shared/ui/problem-alert';
import { problemOf } from '@/shared/api/problem';

import { lossOf, minutesLeft } from './rules';
import type { Hold } from './use-hold';

const TICK_MS = 5_000;

/** That the time is kept, and for how long; without hurry. */
export function HoldNote({ hold, onAgain }: { hold: Hold; onAgain: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  const again = () => {
    // The button goes away; the focus waits for the answer where it stood.
    place.current?.focus();
    onAgain();
  };
  return (
    <div ref={place} tabIndex={-1}>
      <Note hold={hold} onAgain={again} />
    </div>
  );
}

function Note({ hold, onAgain }: { hold: Hold; onAgain: () => void }) {
  const { t } = useTranslation('booking');
  if (hold.status === 'holding') {
    return <Skeleton height={46} />;
  }
  if (hold.status === 'held') {
    return <Countdown until={hold.until} onAgain={onAgain} />;
  }
  if (lossOf(hold.error) !== null) {
    return null;
  }
  if (problemOf(hold.error).code === 'scheduling.too_many_holds') {
    return (
      <Alert color="yellow" variant="light" icon={<IconClockPause aria-hidden />}>
        {t('hold.too_many')}
      </Alert>
    );
  }
  return <ProblemAlert error={hold.error} retry={onAgain} />;
}

function Countdown({ until, onAgain }: { until: number; onAgain: () => void }) {
  const { t } = useTranslation('booking');
  const count = minutesLeft(until, useNow(TICK_MS));
  if (count === 0) {
    return (
      <Alert color="yellow" variant="light" role="status" icon={<IconClockPause aria-hidden />}>
        <Text size="sm" mb="xs">
          {t('hold.over')}
        </Text>
        <Button size="xs" variant="default" onClick={onAgain}>
          {t('hold.again')}
        </Button>
      </Alert>
    );
  }
  return (
    <Alert color="praxis" variant="light" role="note" icon={<IconClockPlay aria-hidden />}>
      {t('hold.kept', { count })}
    </Alert>
  );
}
