import { ActionIcon, Group, Select, TextInput } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { nextTo, periodOf, PRESETS, presetOf, type Period } from '@/shared/reports/periods';
import { choiceParam, dayParam } from '@/shared/tables/search';
import { today, visitorZone } from '@/shared/time/zones';

const OTHER = 'other';

interface PeriodPickerProps {
  period: Period;
  onChange: (period: Period) => void;
}

/** Months, quarters and years by name, the one before and after, or any two days. */
export function PeriodPicker({ period, onChange }: PeriodPickerProps) {
  const { t } = useTranslation('reports');
  const now = today(visitorZone());
  const preset = presetOf(period, now);
  const arrow = { variant: 'default', size: 36 } as const;
  const choices = PRESETS.map((each) => ({ value: each, label: t(`preset.${each}`) }));
  const change = (days: Partial<Record<keyof Period, string | undefined>>) => {
    // A field that is being emptied or typed into says no day yet.
    const next = { from: days.from ?? period.from, to: days.to ?? period.to };
    if (next.from !== period.from || next.to !== period.to) {
      onChange(next);
    }
  };
  return (
    <>
      <Group gap={6} wrap="nowrap" align="flex-end">
        <ActionIcon
          {...arrow}
          aria-label={t('filter.previous')}
          onClick={() => onChange(nextTo(period, -1))}
        >
          <IconChevronLeft size={18} className="mantine-rotate-rtl" aria-hidden />
        </ActionIcon>
        <Select
          label={t('filter.period')}
          w={150}
          allowDeselect={false}
          data={
            preset === null
              ? [...choices, { value: OTHER, label: t('filter.other_dates') }]
              : choices
          }
          value={preset ?? OTHER}
          onChange={(value) => {
            const chosen = choiceParam(value, PRESETS);
            if (chosen !== undefined) {
              onChange(periodOf(chosen, now));
            }
          }}
        />
        <ActionIcon
          {...arrow}
          aria-label={t('filter.next')}
          onClick={() => onChange(nextTo(period, 1))}
        >
          <IconChevronRight size={18} className="mantine-rotate-rtl" aria-hidden />
        </ActionIcon>
      </Group>
      <Group gap="sm" align="flex-end">
        <TextInput
          type="date"
          label={t('filter.from')}
          value={period.from}
          onChange={({ currentTarget }) => change({ from: dayParam(currentTarget.value) })}
        />
        <TextInput
          type="date"
          label={t('filter.to')}
          value={period.to}
          onChange={({ currentTarget }) => change({ to: dayParam(currentTarget.value) })}
        />
      </Group>
    </>
  );
}
