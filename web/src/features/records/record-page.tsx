import { Alert, Button, Paper, Stack, Text, Title } from '@mantine/core';
import { IconInfoCircle, IconPrinter } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';

import type { RecordRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';
import { ButtonLink, TextLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';

import { Attachments } from './attachments';
import { Medicines } from './medicines';
import { PrintSheet, type Sheet } from './print-sheet';
import classes from './records.module.css';
import { useSheetData } from './use-sheet-data';
import { Versions } from './versions';

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  );
}

export function RecordPage({ record }: { record: RecordRead }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const data = useSheetData(record);
  const { zone } = data;
  // The browser's own "print" prints all of it.
  const [sheet, setSheet] = useState<Sheet>('record');
  const print = (wanted: Sheet) => {
    flushSync(() => setSheet(wanted));
    // Not every browser waits in `print` until the sheet is taken.
    const whole = () => setSheet('record');
    window.addEventListener('afterprint', whole, { once: true });
    // And some tell of no end: whoever touches the page again has the printing behind them.
    window.addEventListener('pointerdown', whole, { once: true });
    window.print();
  };
  return (
    <>
      <div className="praxis-no-print">
        <Page
          title={t('record_title', { day: format.dayOf(record.visited_at, zone, 'numeric') })}
          description={t('record_description', {
            patient: record.patient_name,
            doctor: record.doctor_name,
          })}
          width="reading"
          actions={<PrintButtons record={record} onPrint={print} />}
        >
          <OldVersionNotice record={record} />
          <Section title={t('diagnosis')}>
            <Text className={classes.text}>
              {record.diagnosis}
              {record.diagnosis_code !== null && (
                <Text span c="dimmed">
                  {' '}
                  ({record.diagnosis_code})
                </Text>
              )}
            </Text>
          </Section>
          <Section title={t('prescription')}>
            <Medicines items={record.prescription} />
          </Section>
          {record.notes !== null && (
            <Section title={t('notes')}>
              <Text className={classes.text}>{record.notes}</Text>
            </Section>
          )}
          {record.attachments.length > 0 && (
            <Section title={t('attachments')}>
              <Attachments recordId={record.id} files={record.attachments} />
            </Section>
          )}
          {record.latest_version > 1 && (
            <Section title={t('version.title')}>
              <Versions record={record} zone={zone} />
            </Section>
          )}
          <ButtonLink
            to="/visits/$appointmentId"
            params={{ appointmentId: record.appointment_id }}
            variant="default"
            style={{ alignSelf: 'flex-start' }}
          >
            {t('to_visit')}
          </ButtonLink>
        </Page>
      </div>
      <PrintSheet sheet={sheet} record={record} {...data} />
    </>
  );
}

function PrintButtons({
  record,
  onPrint,
}: {
  record: RecordRead;
  onPrint: (sheet: Sheet) => void;
}) {
  const { t } = useTranslation('records');
  const prescribed = record.prescription.length > 0;
  return (
    <>
      {prescribed && (
        <Button
          leftSection={<IconPrinter size={16} aria-hidden />}
          onClick={() => onPrint('prescription')}
        >
          {t('print.do_prescription')}
        </Button>
      )}
      <Button variant="default" onClick={() => onPrint('record')}>
        {t('print.do_record')}
      </Button>
    </>
  );
}

function OldVersionNotice({ record }: { record: RecordRead }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  if (record.version === record.latest_version) {
    return null;
  }
  return (
    <Alert color="yellow" role="note" variant="light" icon={<IconInfoCircle aria-hidden />}>
      {t('old_version', { number: format.number(record.version) })}{' '}
      <TextLink to="/records/$recordId" params={{ recordId: record.id }} underline="always" inherit>
        {t('to_latest')}
      </TextLink>
    </Alert>
  );
}
