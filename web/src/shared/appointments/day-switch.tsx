import { ActionIcon, Button, Group, Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendar, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '@/shared/time/use-format';
import { addDays, type Day } from '@/shared/time/zones';

const DayPicker = lazy(() => import('./day-picker'));

interface DaySwitchProps {
  day: Day;
  /** Today where the visits take place. */
  today: Day;
  onChange: (day: Day) => void;
}

/** Goes a day back or on, to today, or to any day of a calendar. */
export function DaySwitch({ day, today, onChange }: DaySwitchProps) {
  const { t } = useTranslation('appointments');
  const format = useFormat();
  const [opened, picker] = useDisclosure(false);
  const arrow = { variant: 'default', size: 36 } as const;
  return (
    <Group gap={6} wrap="nowrap" role="group" aria-label={t('day.switch')}>
      <ActionIcon
        {...arrow}
        aria-label={t('day.previous')}
        onClick={() => onChange(addDays(day, -1))}
      >
        <IconChevronLeft size={18} className="mantine-rotate-rtl" aria-hidden />
      </ActionIcon>
      <Popover opened={opened} onChange={picker.set} position="bottom-end" trapFocus returnFocus>
        <Popover.Target>
          <Button
            variant="default"
            leftSection={<IconCalendar size={16} aria-hidden />}
            aria-label={t('day.choose', { day: format.day(day) })}
            onClick={picker.toggle}
          >
            {format.day(day)}
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
      <ActionIcon {...arrow} aria-label={t('day.next')} onClick={() => onChange(addDays(day, 1))}>
        <IconChevronRight size={18} className="mantine-rotate-rtl" aria-hidden />
      </ActionIcon>
      <Button
        variant="subtle"
        // A disabled button would lose the focus of who just pressed it.
        aria-disabled={day === today}
        data-disabled={day === today || undefined}
        onClick={() => onChange(today)}
      >
        {t('day.today')}
      </Button>
    </Group>
  );
}
