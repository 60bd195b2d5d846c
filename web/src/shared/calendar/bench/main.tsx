/**
 * The time grid with made-up data, for measurements and for tests of the drag; never part of the
 * built app. `?doctors=40&days=7` says how much; `lng=ar-XB` turns it round.
 */

import '@mantine/core/styles.css';
import 'temporal-polyfill/global';

import { createTheme, DEFAULT_THEME, DirectionProvider, MantineProvider } from '@mantine/core';
import { Suspense, useState } from 'react';
import { createRoot } from 'react-dom/client';

import { directionOf } from '@/shared/i18n/i18n';

import { TimeGrid } from '../time-grid';
import type { TimeGridItem, TimeGridTarget } from '../types';
import { madeUpWeek } from './made-up';

const asked = new URLSearchParams(location.search);
const number = (name: string, usual: number) => Number(asked.get(name) ?? usual);
const MONDAY = asked.get('day') ?? '2027-01-04';
const week = madeUpWeek(number('doctors', 40), number('days', 7), MONDAY);
const THEME = createTheme({ colors: { praxis: DEFAULT_THEME.colors.teal } });
const TITLE = 'Made-up week';

function movedTo(item: TimeGridItem, { columnId, startsAt }: TimeGridTarget): TimeGridItem {
  const length = Date.parse(item.endsAt) - Date.parse(item.startsAt);
  const endsAt = new Date(Date.parse(startsAt) + length).toISOString();
  return { ...item, columnId, startsAt, endsAt };
}

function Bench() {
  const [items, setItems] = useState(week.items);
  const [last, setLast] = useState('');
  return (
    <>
      <TimeGrid
        columns={week.columns}
        items={items}
        label={TITLE}
        height="80vh"
        now={`${MONDAY}T05:00:00Z`}
        onOpen={(item) => setLast(`open ${item.id}`)}
        onMove={(item, target) => {
          setLast(`move ${item.id} ${target.columnId} ${target.startsAt}`);
          setItems((all) => all.map((one) => (one.id === item.id ? movedTo(one, target) : one)));
        }}
        onPick={(columnId, startsAt, endsAt) => setLast(`pick ${columnId} ${startsAt} ${endsAt}`)}
      />
      <output>{last}</output>
    </>
  );
}

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <DirectionProvider
      initialDirection={directionOf(asked.get('lng') ?? 'en')}
      detectDirection={false}
    >
      <MantineProvider theme={THEME} defaultColorScheme="auto">
        <Suspense>
          <Bench />
        </Suspense>
      </MantineProvider>
    </DirectionProvider>,
  );
}
