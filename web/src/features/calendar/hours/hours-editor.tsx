import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { replaceAvailability, type DoctorRead, type RuleRead } from '@/client';
import { listAvailabilityOptions } from '@/client/@tanstack/react-query.gen';
import { BusyButton } from '@/shared/forms/busy-button';
import type { Day } from '@/shared/time/zones';
import { Page } from '@/shared/ui/page';
import { PageProblem } from '@/shared/ui/page-problem';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { Affected } from '../affected';
import classes from '../calendar.module.css';
import { Loading } from '../loading';
import type { CalendarPlaces } from '../use-calendar';
import { useScheduleChange } from '../use-schedule-change';
import { hasChanges, termsOf, weekOf } from './hours';
import { HoursGrid } from './hours-grid';
import { HoursList } from './hours-list';
import { useHoursDraft } from './use-hours-draft';

interface HoursEditorProps {
  doctor: DoctorRead;
  own: boolean;
  places: CalendarPlaces;
  today: Day;
  onClose: () => void;
}

/** The weekly hours: drawn on a week, or typed in the list beside it. */
export default function HoursEditor(props: HoursEditorProps) {
  const { t } = useTranslation('calendar');
  const rules = useQuery({
    ...listAvailabilityOptions({ path: { doctor_id: props.doctor.id } }),
    // What another page changes meanwhile must not take the draft away.
    refetchOnWindowFocus: false,
  });
  if (rules.isError) {
    return <PageProblem error={rules.error} retry={() => void rules.refetch()} />;
  }
  if (rules.isPending) {
    return <Loading title={t('hours.title')} />;
  }
  return <Editor {...props} rules={rules.data.items} />;
}

function Editor(props: HoursEditorProps & { rules: readonly RuleRead[] }) {
  const { doctor, own, places, today, onClose, rules } = props;
  const { t } = useTranslation('calendar');
  const draft = useHoursDraft(rules, today, places);
  const [from, setFrom] = useState('');
  const path = { doctor_id: doctor.id };
  const sent = weekOf(rules, draft.rules, today, from === '' ? null : from);
  const changed = hasChanges(rules, draft.rules, today);

  const change = useScheduleChange({
    doctorId: doctor.id,
    message: t('hours.done'),
    onSaved: onClose,
    save: (body) => replaceAvailability({ path, body: { rules: body.rules ?? [] } }),
    undo: () => replaceAvailability({ path, body: { rules: rules.map(termsOf) } }),
  });
  const title = own ? t('hours.title') : t('hours.title_of', { doctor: doctor.full_name });
  return (
    <Page
      title={title}
      width="full"
      description={t('hours.hint')}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {t('hours.leave')}
          </Button>
          <BusyButton
            busy={change.pending}
            onClick={() =>
              changed ? change.check({ rules: sent.map(({ terms }) => terms) }) : onClose()
            }
          >
            {t('hours.save')}
          </BusyButton>
        </>
      }
    >
      {change.error !== null && <ProblemAlert error={change.error} />}
      {change.affected !== null && (
        <Affected
          found={change.affected}
          pending={change.pending}
          onSave={change.saveAllTheSame}
          onBack={change.back}
        />
      )}
      <div className={classes.rules}>
        <Stack gap="xs">
          <HoursGrid draft={draft} places={places} />
          <Text size="xs" c="dimmed">
            {t('hours.grid_hint')}
          </Text>
        </Stack>
        <Stack gap="md">
          <Group align="flex-start">
            <TextInput
              type="date"
              label={t('hours.from')}
              description={t('hours.from_hint')}
              value={from}
              min={today}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
          </Group>
          <HoursList
            draft={draft}
            doctorId={doctor.id}
            places={places}
            fields={change.fields}
            sent={sent}
          />
        </Stack>
      </div>
    </Page>
  );
}
