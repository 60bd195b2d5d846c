import { Alert, Button, Group, List, Stack, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { SubmitButton } from '@/shared/forms/submit-button';
import { useProblemText } from '@/shared/ui/problem-alert';

import { overrideBody, overridesOf, type OverrideBody } from './overrides';

interface OverrideFormProps {
  /** The refusal; render the form only when `overridesOf` finds something in it. */
  refusal: unknown;
  pending: boolean;
  confirmLabel: string;
  onConfirm: (override: OverrideBody) => void;
  onGiveUp: () => void;
}

/** Says what stands against a time, and takes the reason for booking it all the same. */
export function OverrideForm(props: OverrideFormProps) {
  const { refusal, pending, confirmLabel, onConfirm, onGiveUp } = props;
  const { t } = useTranslation(['desk', 'common']);
  const textOf = useProblemText();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // Whoever was refused goes on here, without a search for the field.
  useEffect(() => field.current?.focus(), []);
  const overrides = overridesOf(refusal);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (reason.trim() === '') {
      setMissing(true);
      return;
    }
    if (!pending) {
      onConfirm(overrideBody(overrides, reason));
    }
  };
  return (
    <Alert
      color="orange"
      variant="light"
      role="group"
      icon={<IconAlertTriangle aria-hidden />}
      title={t('override.title')}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <div role="alert">
            {overrides.length === 0 ? (
              textOf(refusal)
            ) : (
              <List size="sm" spacing={2}>
                {overrides.map((override) => (
                  <List.Item key={override}>{t(`override.${override}`)}</List.Item>
                ))}
              </List>
            )}
          </div>
          <TextInput
            label={t('override.reason')}
            description={t('override.reason_hint')}
            value={reason}
            onChange={(event) => {
              setReason(event.currentTarget.value);
              setMissing(false);
            }}
            error={missing ? t('override.reason_missing') : undefined}
            maxLength={500}
            required
            // In a dialog the trap of the focus would take the close button.
            data-autofocus
            ref={field}
          />
          <Group gap="xs">
            <SubmitButton pending={pending} size="sm">
              {confirmLabel}
            </SubmitButton>
            <Button variant="default" size="sm" onClick={onGiveUp}>
              {t('override.give_up')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Alert>
  );
}
