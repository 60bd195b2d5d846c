import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';

import type { AppointmentRead } from '@/client';
import {
  getAppointmentQueryKey,
  listAppointmentsQueryKey,
} from '@/client/@tanstack/react-query.gen';

import { showChanged } from './cache';

function visit(id: string, version = 1): AppointmentRead {
  return { id, version, status: 'confirmed' } as AppointmentRead;
}

describe('a changed visit', () => {
  it('shows in the lists that hold it, in its place, and leaves the others alone', () => {
    const client = new QueryClient();
    const key = listAppointmentsQueryKey({ query: { limit: 200 } });
    const other = visit('b');
    client.setQueryData(key, { items: [visit('a'), other], next_cursor: null });

    showChanged(client, visit('a', 2));

    const items = client.getQueryData<{ items: AppointmentRead[] }>(key)?.items;
    expect(items?.map(({ id, version }) => [id, version])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(items?.[1]).toBe(other);
  });

  it('shows in lists that were fetched page by page', () => {
    const client = new QueryClient();
    const key = [{ _id: 'listAllAppointments', _infinite: true }];
    client.setQueryData(key, {
      pages: [{ items: [visit('a')] }, { items: [visit('b')] }],
      pageParams: [],
    });

    showChanged(client, visit('b', 5));

    const data = client.getQueryData<{ pages: { items: AppointmentRead[] }[] }>(key);
    expect(data?.pages[1]?.items[0]?.version).toBe(5);
  });

  it('is what its own page shows, and is asked for again', () => {
    const client = new QueryClient();
    const key = getAppointmentQueryKey({ path: { appointment_id: 'a' } });
    client.setQueryData(key, visit('a'));

    showChanged(client, visit('a', 2));

    expect(client.getQueryData<AppointmentRead>(key)?.version).toBe(2);
    expect(client.getQueryState(key)?.isInvalidated).toBe(true);
  });

  it('leaves what is no list of visits as it is', () => {
    const client = new QueryClient();
    const patients = { items: [{ id: 'a', full_name: 'Rahima' }] };
    client.setQueryData([{ _id: 'listPatients' }], patients);

    showChanged(client, visit('a', 2));

    expect(client.getQueryData([{ _id: 'listPatients' }])).toBe(patients);
  });
});
