import {
  ActionIcon,
  Button,
  Collapse,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { IconAdjustments, IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { OfferRead, Weekday } from '@/client';
import { listDoctorVisitTypesOptions } from '@/client/@tanstack/react-query.gen';
import { useFormat } from '@/shared/time/use-format';

import classes from '../calendar.module.css';
import { TimesFields } from '../times-fields';
import type { CalendarPlaces } from '../use-calendar';
import { dayOfWeekday, errorsOf, WEEKDAYS, type DraftRule, type SentRule } from './hours';
import { focusRule, ruleId } from './hours-grid';
import type { HoursDraft } from './use-hours-draft';

interface HoursListProps {
  draft: HoursDraft;
  doctorId: string;
  places: CalendarPlaces;
  fields: Record<string, string>;
  sent: readonly SentRule[];
}

/** The same hours as a form: all that can be drawn can be typed. */
export function HoursList({ draft, doctorId, places, fields, sent }: HoursListProps) {
  const { t } = useTranslation('calendar');
  const format = useFormat();
  const types = useQuery(listDoctorVisitTypesOptions({ path: { doctor_id: doctorId } })).data;
  const addButtons = useRef(new Map<Weekday, HTMLButtonElement>());
  return (
    <Stack gap="md" component="section" aria-label={t('hours.list')}>
      {WEEKDAYS.map((weekday) => {
        const own = draft.rules
          .filter((rule) => rule.weekday === weekday)
          .toSorted((one, other) => one.start_time.localeCompare(other.start_time));
        const name = format.day(dayOfWeekday(weekday), 'weekday');
        return (
          <fieldset key={weekday} className={classes.weekday}>
            <Text component="legend" fw={600} mb={4}>
              {name}
            </Text>
            <Stack gap="xs">
              {own.map((rule) => (
                <RuleRow
                  key={rule.key}
                  rule={rule}
                  places={places}
                  types={types?.items ?? []}
                  chosen={draft.chosen === rule.key}
                  errors={errorsOf(fields, sent, rule.key)}
                  onChange={(terms) => draft.change(rule.key, terms)}
                  onRemove={() => {
                    draft.remove(rule.key);
                    addButtons.current.get(weekday)?.focus();
                  }}
                />
              ))}
              <div>
                <Button
                  ref={(button: HTMLButtonElement | null) => {
                    if (button !== null) {
                      addButtons.current.set(weekday, button);
                    }
                  }}
                  variant="subtle"
                  size="compact-sm"
                  leftSection={<IconPlus size={14} aria-hidden />}
                  aria-label={t('hours.add_on', { day: name })}
                  onClick={() => {
                    const key = draft.add({ weekday, ...nextTimes(own) });
                    requestAnimationFrame(() => focusRule(key));
                  }}
                >
                  {t('hours.add')}
                </Button>
              </div>
            </Stack>
          </fieldset>
        );
      })}
    </Stack>
  );
}

/** The morning, or when that is taken the afternoon. */
function nextTimes(own: readonly DraftRule[]): Pick<DraftRule, 'start_time' | 'end_time'> {
  const last = own.at(-1)?.end_time;
  return last === undefined || last > '16:00'
    ? { start_time: '09:00', end_time: '12:00' }
    : { start_time: last < '14:00' ? '14:00' : last, end_time: '17:00' };
}

interface RuleRowProps {
  rule: DraftRule;
  places: CalendarPlaces;
  types: readonly OfferRead[];
  chosen: boolean;
  errors: Record<string, string>;
  onChange: (terms: Partial<DraftRule>) => void;
  onRemove: () => void;
}

function RuleRow({ rule, places, types, chosen, errors, onChange, onRemove }: RuleRowProps) {
  const { t } = useTranslation('calendar');
  const [more, { toggle }] = useDisclosure(false);
  return (
    <div
      id={ruleId(rule.key)}
      role="group"
      aria-label={`${rule.start_time} ${rule.end_time}`}
      className={classes.rule}
      data-chosen={chosen || undefined}
    >
      <TimesFields
        compact
        start={rule.start_time}
        end={rule.end_time}
        errors={errors}
        onChange={({ start, end }) =>
          onChange({
            ...(start !== undefined && { start_time: start }),
            ...(end !== undefined && { end_time: end }),
          })
        }
      />
      <Select
        aria-label={t('field.place')}
        size="xs"
        flex="1 1 6.5rem"
        allowDeselect={false}
        value={rule.location_id}
        onChange={(id) => id !== null && onChange({ location_id: id })}
        error={errors.location_id}
        data={[...places.places.values()].map(({ id, name }) => ({ value: id, label: name }))}
      />
      <ActionIcon
        variant="subtle"
        size={30}
        aria-label={t('hours.more')}
        aria-expanded={more}
        onClick={toggle}
      >
        <IconAdjustments size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={t('hours.remove')}
        onClick={onRemove}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
      <Collapse expanded={more} flex="1 1 100%">
        <RuleTerms rule={rule} types={types} errors={errors} onChange={onChange} />
      </Collapse>
      {errors[''] !== undefined && (
        <Text size="sm" c="red" role="alert" flex="1 1 100%">
          {errors['']}
        </Text>
      )}
    </div>
  );
}

type RuleTermsProps = Pick<RuleRowProps, 'rule' | 'types' | 'errors' | 'onChange'>;

/** What few hours need: only some visit types, not every week, from or until a day. */
function RuleTerms({ rule, types, errors, onChange }: RuleTermsProps) {
  const { t } = useTranslation('calendar');
  const dayField = (value: string) => (value === '' ? null : value);
  return (
    <Stack gap="xs">
      <MultiSelect
        label={t('hours.types')}
        description={t('hours.types_hint')}
        value={rule.visit_type_ids}
        onChange={(visit_type_ids) => onChange({ visit_type_ids })}
        error={errors.visit_type_ids}
        data={types.map(({ visit_type_id, name }) => ({ value: visit_type_id, label: name }))}
      />
      <NumberInput
        label={t('hours.weeks')}
        description={t('hours.weeks_hint')}
        min={1}
        max={52}
        value={rule.every_n_weeks}
        onChange={(weeks) => onChange({ every_n_weeks: Math.max(Number(weeks), 1) })}
        error={errors.every_n_weeks}
      />
      <TextInput
        type="date"
        label={t('hours.valid_from')}
        value={rule.valid_from ?? ''}
        onChange={(event) => onChange({ valid_from: dayField(event.currentTarget.value) })}
        error={errors.valid_from}
      />
      <TextInput
        type="date"
        label={t('hours.valid_until')}
        value={rule.valid_until ?? ''}
        onChange={(event) => onChange({ valid_until: dayField(event.currentTarget.value) })}
        error={errors.valid_until}
      />
    </Stack>
  );
}
