import { Alert, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconPencil, IconPrinter } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead, RecordRead } from '@/client';

import { AmendForm, hasAmendment } from './amend-form';
import { Attachments } from './attachments';
import type { Content } from './content';
import { RecordText } from './record-text';
import { RecordVersions } from './record-versions';

interface RecordViewProps {
  appointment: AppointmentRead;
  record: RecordRead;
  version: number | undefined;
  onVersion: (version: number | undefined) => void;
  /** What was typed here while the record was written in another window. */
  leftover: Content | null;
  onLeftoverUsed: () => void;
}

/** The record that is written: read, amended with a reason, with its files and older versions. */
export function RecordView(props: RecordViewProps) {
  const { appointment, record, version, onVersion, leftover, onLeftoverUsed } = props;
  const { t } = useTranslation(['doctor', 'common']);
  const titleId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const [amending, setAmending] = useState(() => hasAmendment(record.id));
  const [typed, setTyped] = useState<Content>();

  useEffect(() => {
    // It takes the place of the editor: who pressed the button there comes along.
    if (document.activeElement === document.body) {
      heading.current?.focus();
    }
  }, []);

  const close = () => {
    setAmending(false);
    setTyped(undefined);
    heading.current?.focus();
  };

  return (
    <Card withBorder component="section" aria-labelledby={titleId}>
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2} size="h4" id={titleId} ref={heading} tabIndex={-1}>
            {t('record.title')}
          </Title>
          {!amending && (
            <Group gap="xs" className="praxis-no-print">
              <Button
                size="xs"
                variant="default"
                leftSection={<IconPrinter size={14} aria-hidden />}
                onClick={() => window.print()}
              >
                {t('common:action.print')}
              </Button>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconPencil size={14} aria-hidden />}
                onClick={() => {
                  onVersion(undefined);
                  setAmending(true);
                }}
              >
                {t('amend.start')}
              </Button>
            </Group>
          )}
        </Group>
        {leftover !== null && !amending && (
          <Alert color="orange" role="alert" title={t('conflict.written_elsewhere')}>
            <Stack gap="xs" align="flex-start">
              <Text size="sm">{t('conflict.yours_is_kept')}</Text>
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  setTyped(leftover);
                  setAmending(true);
                  onLeftoverUsed();
                }}
              >
                {t('conflict.use_as_amendment')}
              </Button>
            </Stack>
          </Alert>
        )}
        {amending ? (
          <AmendForm
            record={record}
            typed={typed}
            onClose={close}
            onReopen={() => setAmending(true)}
          />
        ) : (
          <RecordVersions
            record={record}
            zone={appointment.time_zone}
            version={version}
            onChoose={onVersion}
          >
            {(shown) => <RecordText record={shown} />}
          </RecordVersions>
        )}
        <Attachments record={record} canAdd />
      </Stack>
    </Card>
  );
}
