import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { confirmByVisitLink, type VisitLinkRead } from '@/client';
import { BusyButton } from '@/shared/forms/busy-button';
import { useFormat } from '@/shared/time/use-format';
import { ButtonLink } from '@/shared/ui/link';
import { ProblemAlert } from '@/shared/ui/problem-alert';

interface AnswerProps {
  visit: VisitLinkRead;
  token: string;
  takesFocus: boolean;
  onConfirmed: (visit: VisitLinkRead) => void;
  onCancel: () => void;
  onRefused: (error: unknown) => void;
}

/** Whether one will come: two buttons, of which neither is pressed by opening the page. */
export function Answer(props: AnswerProps) {
  const { visit, token, takesFocus, onConfirmed, onCancel, onRefused } = props;
  const { t } = useTranslation('link');
  const button = useRef<HTMLButtonElement>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => (await confirmByVisitLink({ body: { token } })).data,
    onSuccess: onConfirmed,
    onError: onRefused,
  });
  useEffect(() => {
    if (takesFocus) {
      button.current?.focus();
    }
  }, [takesFocus]);
  if (visit.status === 'cancelled') {
    return (
      <ButtonLink to="/" size="md" style={{ alignSelf: 'flex-start' }}>
        {t('find')}
      </ButtonLink>
    );
  }
  return (
    <Stack gap="md">
      {error !== null && <ProblemAlert error={error} />}
      {visit.confirmed && (
        <Group gap={6} wrap="nowrap">
          <IconCheck size={18} aria-hidden />
          <Text>{t('said')}</Text>
        </Group>
      )}
      {visit.can_confirm && (
        <BusyButton ref={button} size="lg" fullWidth busy={isPending} onClick={() => mutate()}>
          {t('confirm')}
        </BusyButton>
      )}
      {visit.can_cancel && (
        <Button size="lg" fullWidth variant="default" onClick={onCancel}>
          {t('cancel')}
        </Button>
      )}
      <Until visit={visit} />
    </Stack>
  );
}

/** Until when the visit can be cancelled here, and what to do after that. */
export function Until({ visit }: { visit: VisitLinkRead }) {
  const { t } = useTranslation('link');
  const format = useFormat();
  const { changeable_until: until, time_zone: zone, can_cancel } = visit;
  if (!can_cancel) {
    return visit.can_confirm || visit.confirmed ? <Text size="sm">{t('too_late')}</Text> : null;
  }
  if (until === null) {
    return null;
  }
  const time = [format.time(until, zone), format.zoneIfNeeded(until, zone)];
  return (
    <Text size="sm">
      {t('until', {
        day: format.dayOf(until, zone),
        time: time.filter((part) => part !== null).join(' '),
      })}
    </Text>
  );
}
