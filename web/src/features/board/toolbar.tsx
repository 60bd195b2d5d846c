import { ActionIcon, Button, Group, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import { rememberPlace } from '@/shared/desk/place';
import { addDays } from '@/shared/time/zones';

import { VIEWS, type BoardSearch, type View } from './search';
import type { Board } from './use-board';

interface ToolbarProps {
  board: Board;
  view: View;
  change: (changes: Partial<BoardSearch>) => void;
}

function DaySwitch({ board, change }: Omit<ToolbarProps, 'view'>) {
  const { t } = useTranslation('desk');
  const { day, today } = board;
  const go = (to: string) => change({ day: to === today ? undefined : to });
  return (
    <Group gap={4} align="flex-end">
      <ActionIcon
        variant="default"
        size={36}
        aria-label={t('board.day_before')}
        onClick={() => go(addDays(day, -1))}
      >
        <IconChevronLeft size={18} className="mantine-rotate-rtl" aria-hidden />
      </ActionIcon>
      <TextInput
        type="date"
        label={t('booking.day')}
        value={day}
        onChange={({ currentTarget }) => {
          if (currentTarget.value !== '') {
            go(currentTarget.value);
          }
        }}
      />
      <ActionIcon
        variant="default"
        size={36}
        aria-label={t('board.day_after')}
        onClick={() => go(addDays(day, 1))}
      >
        <IconChevronRight size={18} className="mantine-rotate-rtl" aria-hidden />
      </ActionIcon>
      <Button
        variant={day === today ? 'light' : 'default'}
        aria-pressed={day === today}
        onClick={() => go(today)}
      >
        {t('booking.today')}
      </Button>
    </Group>
  );
}

/** Where, which day, and as what. */
export function Toolbar({ board, view, change }: ToolbarProps) {
  const { t } = useTranslation('desk');
  const views = useId();
  const hasRooms = (board.rooms?.length ?? 0) > 0;
  const choices = VIEWS.filter((each) => hasRooms || each === 'doctors' || each === 'list');
  return (
    <Group gap="md" align="flex-end" className="praxis-no-print">
      <Select
        label={t('booking.place')}
        comboboxProps={{ withinPortal: false }}
        allowDeselect={false}
        value={board.place?.id ?? null}
        data={(board.places ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => {
          if (id !== null) {
            rememberPlace(id);
            change({ place: id });
          }
        }}
      />
      <DaySwitch board={board} change={change} />
      <SegmentedControl
        name={views}
        aria-label={t('board.view')}
        value={view}
        data={choices.map((value) => ({ value, label: t(`board.view_${value}`) }))}
        onChange={(value) => change({ view: value })}
      />
    </Group>
  );
}
