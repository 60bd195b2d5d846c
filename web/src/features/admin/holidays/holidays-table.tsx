import { Badge, Box, Group, Stack, Table, Text } from '@mantine/core';
import { IconDoorOff, IconFlag, IconLockOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { BusyButton } from '@/shared/forms/busy-button';
import { useKeptFocus } from '@/shared/tables/use-kept-focus';
import { useFormat } from '@/shared/time/use-format';

import type { SpecialDay } from './days';
import { useHolidayDecisions } from './use-holiday-decisions';

const LOOKS = {
  public: { color: 'blue', icon: IconFlag },
  closed: { color: 'orange', icon: IconDoorOff },
  open: { color: 'green', icon: IconLockOpen },
} as const;

function StateBadge({ state }: { state: SpecialDay['state'] }) {
  const { t } = useTranslation('admin');
  const { color, icon: Icon } = LOOKS[state];
  return (
    <Badge
      color={color}
      variant="light"
      tt="none"
      fw={600}
      leftSection={<Icon size={12} aria-hidden />}
    >
      {t(`holidays.state.${state}`)}
    </Badge>
  );
}

interface HolidaysTableProps {
  location: string;
  days: SpecialDay[];
  /** Today there; what is before it is over. */
  today: string;
}

export function HolidaysTable({ location, days, today }: HolidaysTableProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const decisions = useHolidayDecisions(location);
  const list = useKeptFocus<HTMLElement>(days);
  return (
    <section ref={list} tabIndex={-1} aria-label={t('holidays.list')}>
      <Table verticalSpacing="sm" layout="auto">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('holidays.day')}</Table.Th>
            <Table.Th scope="col" visibleFrom="sm">
              {t('holidays.state_header')}
            </Table.Th>
            <Table.Th scope="col" ta="end">
              {t('holidays.change')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.map((day) => {
            const words = { name: day.name, day: format.day(day.on) };
            const label = t(`holidays.act.${day.state}`);
            return (
              <Table.Tr key={day.on}>
                <Table.Th scope="row" fw={400} ta="start">
                  <Stack gap={0}>
                    <Text fw={600} size="sm" c={day.on < today ? 'dimmed' : undefined}>
                      {day.name}
                    </Text>
                    <Text size="sm" c="dimmed">
                      {format.day(day.on, 'long')}
                    </Text>
                    <Box hiddenFrom="sm" mt={4}>
                      <StateBadge state={day.state} />
                    </Box>
                  </Stack>
                </Table.Th>
                <Table.Td visibleFrom="sm">
                  <StateBadge state={day.state} />
                </Table.Td>
                <Table.Td>
                  <Group justify="flex-end">
                    <BusyButton
                      size="compact-sm"
                      variant="subtle"
                      fw={500}
                      busy={decisions.busy === day.on}
                      aria-label={`${label}: ${words.name}, ${words.day}`}
                      onClick={() =>
                        day.state === 'public' ? decisions.openAnyway(day) : decisions.withdraw(day)
                      }
                    >
                      {label}
                    </BusyButton>
                  </Group>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}
