import { Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconPencil } from '@tabler/icons-react';
import { lazy, Suspense, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { PatientRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';
import type { Day } from '@/shared/time/zones';

import { formatAge } from './age';
import classes from './visit.module.css';

const BackgroundDialog = lazy(() => import('./background-dialog'));

// The sign of a blood type must not change sides in a text that runs from right to left.
const LEFT_TO_RIGHT = '\u2066';
const END = '\u2069';

interface PatientBarProps {
  name: string;
  /** `undefined` while loading; the name is known before. */
  patient: PatientRead | undefined;
  /** The day of the visit, for the age. */
  day: Day;
}

/** Who it is and what must never be overlooked; stays in sight while the page scrolls. */
export function PatientBar({ name, patient, day }: PatientBarProps) {
  const { t } = useTranslation(['doctor', 'common']);
  const [editing, dialog] = useDisclosure(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    dialog.close();
    requestAnimationFrame(() => opener.current?.focus());
  };
  return (
    <section className={classes.bar} aria-label={t('patient.title')}>
      <Group justify="space-between" gap="xs" align="flex-start">
        <div>
          <Title order={2} size="h4">
            <bdi>{name}</bdi>
          </Title>
          {patient === undefined ? (
            <Skeleton height={14} width="14rem" mt={6} />
          ) : (
            <PatientFacts patient={patient} day={day} />
          )}
        </div>
        {patient !== undefined && !patient.clinical_hidden && (
          <Group gap="xs" align="flex-start" wrap="nowrap" className={classes.facts}>
            <Allergies text={patient.allergies} />
            <Button
              ref={opener}
              size="compact-sm"
              flex="none"
              variant="subtle"
              color="gray"
              leftSection={<IconPencil size={14} aria-hidden />}
              className="praxis-no-print"
              aria-label={t('patient.edit_label')}
              onClick={dialog.open}
            >
              {t('common:action.edit')}
            </Button>
          </Group>
        )}
      </Group>
      {editing && patient !== undefined && (
        <Suspense fallback={null}>
          <BackgroundDialog patient={patient} onClose={close} />
        </Suspense>
      )}
    </section>
  );
}

function PatientFacts({ patient, day }: { patient: PatientRead; day: Day }) {
  const { t, i18n } = useTranslation('doctor');
  const format = useFormat();
  const { date_of_birth: born, blood_type: blood } = patient;
  const facts = [
    born === null
      ? t('patient.no_birth')
      : t('patient.born', {
          age: formatAge(born, day, i18n.language),
          day: format.day(born, 'numeric'),
        }),
    t(`patient.sex.${patient.sex}`),
    blood === null
      ? t('patient.no_blood_type')
      : t('patient.blood_type', { type: `${LEFT_TO_RIGHT}${blood}${END}` }),
  ];
  return (
    <Text size="sm" c="dimmed">
      {facts.join(' · ')}
    </Text>
  );
}

function Allergies({ text }: { text: string | null }) {
  const { t } = useTranslation('doctor');
  const known = text !== null && text.trim() !== '';
  return (
    <div className={classes.allergies} data-known={known || undefined}>
      {known && <IconAlertTriangle size={18} aria-hidden />}
      <span>{known ? t('patient.allergies', { allergies: text }) : t('patient.no_allergies')}</span>
    </div>
  );
}
