import { Button, Group, Paper, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { decideLocationHoliday, withdrawLocationHoliday } from '@/client';
import { fieldErrors } from '@/shared/api/problem';
import { BusyButton } from '@/shared/forms/busy-button';
import { useEntityForm } from '@/shared/forms/use-entity-form';
import { useFirstMarked } from '@/shared/forms/use-first-marked';
import { useRefresh } from '@/shared/tables/use-refresh';
import { useFormat } from '@/shared/time/use-format';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { ProblemAlert, useProblemText } from '@/shared/ui/problem-alert';

import { missing } from '../kit/required';

interface ClosedDayFormProps {
  location: string;
  year: number;
  /** Days that are closed or decided already. */
  taken: ReadonlySet<string>;
  onDone: () => void;
}

/** One more day on which the place is closed: moving house, a day of training. */
export function ClosedDayForm({ location, year, taken, onDone }: ClosedDayFormProps) {
  const { t } = useTranslation(['admin', 'common']);
  const format = useFormat();
  const textOf = useProblemText();
  const refresh = useRefresh();
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const form = useEntityForm({
    name: `closed-day:${location}:${year}`,
    source: { values: { on: '', name: '' } },
    check: (values) =>
      taken.has(values.on)
        ? { on: t('holidays.taken') }
        : missing(values, ['on', 'name'], t('form.needed')),
    save: async ({ values }) => {
      const path = { location_id: location, on: values.on };
      await decideLocationHoliday({ path, body: { name: values.name, open: false } });
      return path;
    },
    onSaved: (path) => {
      const undo = async () => {
        try {
          await withdrawLocationHoliday({ path });
        } catch (error) {
          notifyProblem(fieldErrors(error).on ?? textOf(error));
        }
        await refresh('listLocationHolidays');
      };
      void refresh('listLocationHolidays');
      notifyDone(t('holidays.is_closed', { day: format.day(path.on, 'long') }), {
        label: t('common:action.undo'),
        run: () => void undo(),
      });
      onDone();
    },
  });
  const element = useFirstMarked(form.refusals);
  return (
    <Paper withBorder p="md">
      <form ref={element} onSubmit={form.submit} noValidate aria-label={t('holidays.add')}>
        {form.problem !== null && <ProblemAlert error={form.problem} />}
        <Group align="flex-start" gap="sm">
          <TextInput
            label={t('holidays.date')}
            type="date"
            required
            ref={first}
            min={`${year}-01-01`}
            max={`${year}-12-31`}
            value={form.values.on}
            error={form.errorOf('on')}
            onChange={(event) => form.set('on', event.currentTarget.value)}
          />
          <TextInput
            label={t('holidays.reason')}
            required
            value={form.values.name}
            error={form.errorOf('name')}
            onChange={(event) => form.set('name', event.currentTarget.value)}
            flex={1}
            miw={200}
          />
          <Group gap="xs" pt={25}>
            <BusyButton type="submit" busy={form.saving}>
              {t('holidays.close_day')}
            </BusyButton>
            <Button variant="default" onClick={onDone}>
              {t('common:action.close')}
            </Button>
          </Group>
        </Group>
      </form>
    </Paper>
  );
}
