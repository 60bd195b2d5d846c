import { Group, NumberInput, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { MINUTES, unitName, unitOf, type Unit } from './durations';

interface DurationFieldProps {
  label: string;
  description?: string;
  /** In minutes; `null`: none given. */
  value: number | null;
  onChange: (minutes: number | null) => void;
  units: readonly Unit[];
  error?: string | undefined;
  required?: boolean;
  placeholder?: string;
}

function fitting(value: number | null, units: readonly Unit[]): Unit {
  const best = value === null ? 'minute' : unitOf(value);
  return units.includes(best) ? best : (units[0] ?? 'minute');
}

/** A length of time in the unit that people would say it in. */
export function DurationField({ value, onChange, units, ...props }: DurationFieldProps) {
  const { t, i18n } = useTranslation();
  const [unit, setUnit] = useState(() => fitting(value, units));
  const { label, description, error, required, placeholder } = props;
  const names = units.map((each) => ({ value: each, label: unitName(each, i18n.language) }));
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <NumberInput
        label={label}
        description={description}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        error={error}
        required={required}
        placeholder={placeholder}
        min={0}
        allowDecimal={false}
        allowNegative={false}
        value={value === null ? '' : value / MINUTES[unit]}
        decimalScale={2}
        onChange={(next) =>
          onChange(typeof next === 'number' ? Math.round(next * MINUTES[unit]) : null)
        }
        rightSection={units.length === 1 ? <Text size="sm">{names[0]?.label}</Text> : undefined}
        rightSectionWidth={units.length === 1 ? 80 : undefined}
        flex={1}
      />
      {units.length > 1 && (
        <Select
          label={t('form.unit')}
          aria-label={`${label}: ${t('form.unit')}`}
          data={names}
          value={unit}
          onChange={(next) => {
            const chosen = units.find((each) => each === next);
            if (chosen !== undefined) {
              setUnit(chosen);
              if (value !== null) {
                onChange(Math.round(value / MINUTES[unit]) * MINUTES[chosen]);
              }
            }
          }}
          allowDeselect={false}
          w={120}
        />
      )}
    </Group>
  );
}
