import { Alert, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead } from '@/client';
import { keepFocusOn } from '@/shared/appointments/focus';
import { useCancelBooking } from '@/shared/desk/use-cancel-booking';
import { useSearchState } from '@/shared/tables/use-search-state';
import { useFormat } from '@/shared/time/use-format';
import { useNow } from '@/shared/time/use-now';
import { notifyDone } from '@/shared/ui/notify';
import { ButtonLink } from '@/shared/ui/link';
import { Page } from '@/shared/ui/page';
import { PageSkeleton } from '@/shared/ui/page-skeleton';
import { ProblemAlert } from '@/shared/ui/problem-alert';

import { Arrivals, DayList } from './arrivals';
import { BoardGrid } from './board-grid';
import classes from './board.module.css';
import { Counters } from './counters';
import { focusGrid } from './focus-grid';
import type { BoardSearch, View } from './search';
import { Toolbar } from './toolbar';
import { boardKey, useBoard, type Board } from './use-board';
import { useMove } from './use-move';

const loadBooking = () => import('./booking-drawer');
const loadVisit = () => import('./visit-drawer');
const BookingDrawer = lazy(loadBooking);
const MoveDialog = lazy(() => import('./move-dialog'));
const VisitDrawer = lazy(loadVisit);

const NONE: AppointmentRead[] = [];

/** Doctors and rooms on wide screens, doctors on tablets, a list on phones; unless chosen. */
function useView(asked: View | undefined): View {
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  return asked ?? (phone ? 'list' : 'doctors');
}

function doctorsOf(board: Board): { id: string; name: string }[] {
  const here = new Set((board.openings ?? []).map(({ doctor_id }) => doctor_id));
  const all = board.doctors ?? [];
  // Those who work here today first: they are meant most often.
  return [...all.filter(({ id }) => here.has(id)), ...all.filter(({ id }) => !here.has(id))].map(
    ({ id, full_name }) => ({ id, name: full_name }),
  );
}

interface PanelsProps {
  board: Board;
  search: BoardSearch;
  change: (changes: Partial<BoardSearch>) => void;
  now: number;
  moving: ReturnType<typeof useMove>;
}

const NO_BOOKING = { at: undefined, with: undefined, room: undefined };

function Panels({ board, search, change, now, moving }: PanelsProps) {
  const { t } = useTranslation(['desk', 'common']);
  const format = useFormat();
  const undo = useCancelBooking();
  const booked = (visit: AppointmentRead) => {
    change(NO_BOOKING);
    keepFocusOn(visit.id, focusGrid);
    notifyDone(
      t('board.booked', {
        patient: visit.patient_name,
        time: format.time(visit.starts_at, visit.time_zone),
        doctor: visit.doctor_name,
      }),
      { label: t('common:action.undo'), run: () => undo.mutate(visit) },
    );
  };
  return (
    <Suspense fallback={null}>
      {search.visit !== undefined && (
        <VisitDrawer
          visitId={search.visit}
          known={board.visits?.find(({ id }) => id === search.visit)}
          rooms={board.rooms ?? []}
          doctors={doctorsOf(board)}
          moving={moving.isPending}
          now={now}
          onMove={moving.move}
          onOverbook={(visit) =>
            change({ visit: undefined, at: visit.starts_at, with: visit.doctor_id })
          }
          onClose={() => {
            if (search.visit !== undefined) {
              keepFocusOn(search.visit);
            }
            change({ visit: undefined });
          }}
        />
      )}
      {search.at !== undefined && board.place !== undefined && board.openings !== undefined && (
        <BookingDrawer
          key={`${search.at} ${search.with ?? ''}`}
          at={search.at}
          place={board.place}
          doctorId={search.with ?? null}
          doctors={doctorsOf(board)}
          onBooked={booked}
          onClose={() => {
            keepFocusOn('', focusGrid);
            change(NO_BOOKING);
          }}
        />
      )}
      {moving.refused !== null && (
        <MoveDialog
          refused={moving.refused}
          pending={moving.isPending}
          onConfirm={moving.move}
          onGiveUp={moving.giveUp}
        />
      )}
    </Suspense>
  );
}

/** The day of one place: who comes, who waits, who is in; kept up to date while it is looked at. */
export function BoardPage() {
  // All texts at once: what waits for texts later would take the focus with it.
  const { t } = useTranslation(['desk', 'appointments', 'calendar', 'payments', 'common']);
  const format = useFormat();
  const [search, change] = useSearchState<BoardSearch>();
  const board = useBoard(search);
  const view = useView(search.view);
  const now = useNow();
  useEffect(() => {
    // Ready before they are needed: the focus must not wait for code.
    void Promise.all([loadVisit(), loadBooking()]);
  }, []);
  const moving = useMove(boardKey(board.place?.id, board.day, board.zone));
  const { place, visits = NONE } = board;
  const open = (visit: string) => change({ visit });
  const zone = place && format.zoneIfNeeded(new Date(now).toISOString(), place.time_zone);
  const title = t('board.title');
  if (board.error !== null) {
    return (
      <Page title={title} width="full">
        <ProblemAlert error={board.error} retry={board.retry} />
      </Page>
    );
  }
  return (
    <Page
      title={title}
      width="full"
      description={
        <>
          {format.day(board.day, 'long')}
          {zone && ` · ${t('common:time.zone_note', { zone })}`}
        </>
      }
      actions={<ButtonLink to="/book-for-patient">{t('booking.title')}</ButtonLink>}
    >
      <Toolbar board={board} view={view} change={change} />
      {board.visits === undefined ? (
        <PageSkeleton />
      ) : (
        <>
          <Counters visits={visits} now={now} day={board.day} placeId={place?.id} />
          {board.stale && (
            <Alert color="orange" role="status">
              <Text size="sm">{t('board.stale')}</Text>
            </Alert>
          )}
          {board.delayed && !board.stale && (
            <Text size="sm" c="dimmed" role="status">
              {t('board.delayed')}
            </Text>
          )}
          {view === 'list' ? (
            <DayList visits={visits} now={now} onOpen={open} />
          ) : (
            <div className={classes.beside}>
              <BoardGrid
                board={board}
                view={view}
                now={now}
                onOpen={open}
                onMove={moving.move}
                onPick={(at, { kind, id }) =>
                  change({ at, [kind === 'doctor' ? 'with' : 'room']: id })
                }
              />
              <Arrivals visits={visits} now={now} openId={search.visit} onOpen={open} />
            </div>
          )}
        </>
      )}
      <Panels board={board} search={search} change={change} now={now} moving={moving} />
    </Page>
  );
}
