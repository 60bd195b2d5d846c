/** Keeps every list and page that shows a visit in step with what the server answered. */

import type { QueryClient } from '@tanstack/react-query';

import type { AppointmentRead } from '@/client';
import { getAppointmentQueryKey } from '@/client/@tanstack/react-query.gen';

/** Operations whose answers depend on visits: lists of them, and what is free beside them. */
const SHOWING = new Set([
  'getAppointment',
  'listAppointments',
  'listAllAppointments',
  'listPatientAppointments',
  'listAppointmentEvents',
  'listFirstSlots',
  'listSlotDays',
  'listSlots',
  'getDashboard',
]);

const LISTS = new Set(['listAppointments', 'listAllAppointments', 'listPatientAppointments']);

function operationOf(queryKey: readonly unknown[]): string {
  const head = queryKey[0];
  return typeof head === 'object' && head !== null && '_id' in head ? String(head._id) : '';
}

interface Page {
  items: AppointmentRead[];
}

function withVisit(page: Page, changed: AppointmentRead): Page {
  return {
    ...page,
    items: page.items.map((item) => (item.id === changed.id ? changed : item)),
  };
}

function replaceIn(data: unknown, changed: AppointmentRead): unknown {
  if (typeof data !== 'object' || data === null) {
    return data;
  }
  if ('items' in data) {
    return withVisit(data as Page, changed);
  }
  if ('pages' in data) {
    const { pages } = data as { pages: Page[] };
    return { ...data, pages: pages.map((page) => withVisit(page, changed)) };
  }
  return data;
}

/** Shows a changed visit at once wherever it stands; what depends on it is asked for again. */
export function showChanged(client: QueryClient, changed: AppointmentRead): void {
  client.setQueryData(getAppointmentQueryKey({ path: { appointment_id: changed.id } }), changed);
  client.setQueriesData({ predicate: ({ queryKey }) => LISTS.has(operationOf(queryKey)) }, (data) =>
    replaceIn(data, changed),
  );
  void reloadVisits(client);
}

/** For when something about visits changed that the answer does not tell. */
export async function reloadVisits(client: QueryClient): Promise<void> {
  await client.invalidateQueries({
    predicate: ({ queryKey }) => SHOWING.has(operationOf(queryKey)),
  });
}
