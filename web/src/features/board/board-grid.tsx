import { Skeleton } from '@mantine/core';
import { IconCalendarOff } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { TimeGrid } from '@/shared/calendar/time-grid';
import type { TimeGridColumn, TimeGridItem, TimeGridTarget } from '@/shared/calendar/types';
import { useFormat } from '@/shared/time/use-format';
import { EmptyState } from '@/shared/ui/empty-state';

import { doctorColumns, readColumnId, roomColumns, type ColumnKind } from './columns';
import type { View } from './search';
import type { Board } from './use-board';
import { useItems, visitIdOf } from './use-items';
import type { BoardMove } from './use-move';

interface BoardGridProps {
  board: Board;
  view: Exclude<View, 'list'>;
  now: number;
  onOpen: (visitId: string) => void;
  onMove: (move: BoardMove) => void;
  onPick: (at: string, owner: { kind: ColumnKind; id: string }) => void;
}

const KINDS: Record<Exclude<View, 'list'>, readonly ColumnKind[]> = {
  doctors: ['doctor'],
  rooms: ['room'],
  both: ['doctor', 'room'],
};
const NONE: AppointmentRead[] = [];

function useColumns(board: Board, kinds: readonly ColumnKind[]): TimeGridColumn[] | undefined {
  const { t } = useTranslation('desk');
  const { day, zone, openings, visits, doctors, rooms } = board;
  return useMemo(() => {
    if (openings === undefined || visits === undefined || !doctors || !rooms) {
      return undefined;
    }
    const of = { day, zone, openings, visits };
    const words = { leave: t('board.leave'), closed: t('board.closed') };
    return [
      ...(kinds.includes('doctor') ? doctorColumns(of, doctors, words) : []),
      ...(kinds.includes('room') ? roomColumns(of, rooms, t('board.room')) : []),
    ];
  }, [day, zone, openings, visits, doctors, rooms, kinds, t]);
}

/** Where a block was dropped, as a move of its visit. */
function moveOf(
  visit: AppointmentRead,
  { columnId, startsAt }: TimeGridTarget,
  columns: readonly TimeGridColumn[],
): BoardMove {
  const { kind, id } = readColumnId(columnId);
  const name = columns.find((column) => column.id === columnId)?.title ?? '';
  return { visit, startsAt, [kind]: { id, name } };
}

/** Doctors and rooms side by side on the clock of the place. */
export function BoardGrid({ board, view, now, onOpen, onMove, onPick }: BoardGridProps) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const kinds = KINDS[view];
  const columns = useColumns(board, kinds);
  const visits = board.visits ?? NONE;
  const items = useItems(visits, kinds);
  if (columns === undefined) {
    return <Skeleton height="60vh" aria-busy="true" />;
  }
  if (columns.length === 0) {
    return (
      <EmptyState icon={IconCalendarOff} title={t('board.empty')} hint={t('board.empty_hint')} />
    );
  }
  const move = (item: TimeGridItem, target: TimeGridTarget) => {
    const visit = visits.find(({ id }) => id === visitIdOf(item));
    // A doctor's visit cannot be dropped on a room, nor the other way round.
    if (
      visit !== undefined &&
      readColumnId(target.columnId).kind === readColumnId(item.columnId).kind
    ) {
      onMove(moveOf(visit, target, columns));
    }
  };
  return (
    <TimeGrid
      label={t('board.grid', { place: board.place?.name, day: format.day(board.day, 'long') })}
      columns={columns}
      items={items}
      now={new Date(now).toISOString()}
      snapMinutes={5}
      cellMinutes={15}
      minColumnWidth={140}
      height="max(24rem, calc(100dvh - 19.5rem))"
      onOpen={(item) => onOpen(visitIdOf(item))}
      onMove={move}
      onPick={(columnId, startsAt) => onPick(startsAt, readColumnId(columnId))}
    />
  );
}
