import { Group, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const STEP_SECONDS = 300;

interface TimesFieldsProps {
  start: string;
  end: string;
  onChange: (change: { start?: string; end?: string }) => void;
  errors: Record<string, string>;
  /** In a list of many: small, named for screen readers only. */
  compact?: boolean;
}

/** A field of the browser knows no 24:00; midnight as an end is the same. */
export function TimesFields({ start, end, onChange, errors, compact = false }: TimesFieldsProps) {
  const { t } = useTranslation('calendar');
  const named = (name: string) =>
    compact ? { 'aria-label': name, size: 'xs' } : { label: name, required: true };
  return (
    <Group grow={!compact} gap={compact ? 4 : undefined} align="flex-start" wrap="nowrap">
      <TextInput
        type="time"
        step={STEP_SECONDS}
        {...named(t('field.start'))}
        value={start}
        onChange={(event) => onChange({ start: event.currentTarget.value })}
        error={errors.start_time}
      />
      <TextInput
        type="time"
        step={STEP_SECONDS}
        {...named(t('field.end'))}
        value={end === '24:00' ? '00:00' : end}
        onChange={(event) => onChange({ end: endOfDay(event.currentTarget.value) })}
        error={errors.end_time}
      />
    </Group>
  );
}

export function endOfDay(time: string): string {
  return time === '00:00' ? '24:00' : time;
}
