import { Button, Stack, Textarea, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { cancelByVisitLink, type VisitLinkRead } from '@/client';
import { BusyButton } from '@/shared/forms/busy-button';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { Until } from './answer';

const LONGEST_REASON = 1000;

interface CancelFormProps {
  visit: VisitLinkRead;
  token: string;
  onDone: (visit: VisitLinkRead) => void;
  onKeep: () => void;
  onRefused: (error: unknown) => void;
}

/** A cancelled visit cannot be taken up again: so this asks once more, and for a reason if one likes. */
export function CancelForm({ visit, token, onDone, onKeep, onRefused }: CancelFormProps) {
  const { t } = useTranslation('link');
  const [reason, setReason] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      const said = reason.trim();
      const body = { token, ...(said === '' ? {} : { reason: said }) };
      return (await cancelByVisitLink({ body })).data;
    },
    onSuccess: onDone,
    onError: onRefused,
  });
  return (
    <Stack gap="md">
      <Title order={2} size="h4" ref={heading} tabIndex={-1}>
        {t('cancel_ask')}
      </Title>
      {error !== null && <ProblemAlert error={error} />}
      <Until visit={visit} />
      <Textarea
        label={t('reason')}
        description={t('reason_hint')}
        autosize
        minRows={2}
        maxLength={LONGEST_REASON}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <BusyButton size="lg" fullWidth color="red.9" busy={isPending} onClick={() => mutate()}>
        {t('cancel')}
      </BusyButton>
      <Button size="lg" fullWidth variant="default" onClick={onKeep}>
        {t('keep')}
      </Button>
    </Stack>
  );
}
