import { ActionIcon, Button, Group, Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendar, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '@/shared/time/use-format';
import { addDays, mondayOf, type Day } from '@/shared/time/zones';

import type { View } from './search';

const DayPicker = lazy(() => import('@/shared/appointments/day-picker'));

interface PeriodSwitchProps {
  view: View;
  day: Day;
  today: Day;
  onChange: (day: Day) => void;
}

/** A week or a day back or on, to today, or to any day of a month. */
export function PeriodSwitch({ view, day, today, onChange }: PeriodSwitchProps) {
  const { t } = useTranslation('calendar');
  const format = useFormat();
  const [opened, picker] = useDisclosure(false);
  const step = view === 'week' ? 7 : 1;
  const monday = mondayOf(day);
  const label =
    view === 'week'
      ? t('period.week', { from: format.day(monday), to: format.day(addDays(monday, 6)) })
      : format.day(day);
  const isNow = view === 'week' ? monday === mondayOf(today) : day === today;
  const arrow = { variant: 'default', size: 36 } as const;
  return (
    <Group gap={6} role="group" aria-label={t('period.switch')}>
      <ActionIcon
        {...arrow}
        aria-label={t(`period.previous_${view}`)}
        onClick={() => onChange(addDays(day, -step))}
      >
        <IconChevronLeft size={18} className="mantine-rotate-rtl" aria-hidden />
      </ActionIcon>
      <Popover opened={opened} onChange={picker.set} position="bottom" trapFocus returnFocus>
        <Popover.Target>
          <Button
            variant="default"
            px="sm"
            leftSection={<IconCalendar size={16} aria-hidden />}
            aria-label={t('period.choose', { period: label })}
            onClick={picker.toggle}
          >
            {label}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Suspense fallback={null}>
            <DayPicker
              day={day}
              onPick={(picked) => {
                picker.close();
                onChange(picked);
              }}
            />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
      <ActionIcon
        {...arrow}
        aria-label={t(`period.next_${view}`)}
        onClick={() => onChange(addDays(day, step))}
      >
        <IconChevronRight size={18} className="mantine-rotate-rtl" aria-hidden />
      </ActionIcon>
      <Button
        variant="subtle"
        px="xs"
        // A disabled button would lose the focus of who just pressed it.
        aria-disabled={isNow}
        data-disabled={isNow || undefined}
        onClick={() => onChange(today)}
      >
        {t('period.today')}
      </Button>
    </Group>
  );
}
