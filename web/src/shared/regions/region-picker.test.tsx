import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { useState } from 'react';
import { initReactI18next } from 'react-i18next';
import { expect, it, vi } from 'vitest';

import type { RegionRead } from '@/client';
import { getRegionQueryKey } from '@/client/@tanstack/react-query.gen';

import { regionsWithin } from './queries';
import { RegionPicker } from './region-picker';

type Step = RegionRead['path'][number];

function region(step: Step, above: RegionRead | null): RegionRead {
  const level = above === null ? 1 : above.level + 1;
  const path = [...(above?.path ?? []), step];
  const more = { code: step.id, country: 'BD', kind: 'area', parent_id: above?.id ?? null };
  return { ...step, ...more, level, path, ended: false };
}

const [division, district, thana] = ['Dhaka Division', 'Dhaka', 'Dhanmondi'].reduce<RegionRead[]>(
  (above, name) => [...above, region({ id: name, name, names: {} }, above.at(-1) ?? null)],
  [],
) as [RegionRead, RegionRead, RegionRead];

function Form() {
  const [value, setValue] = useState<string | null>(thana.id);
  return <RegionPicker value={value} onChange={setValue} />;
}

it('keeps the way and the focus while the region above is asked for', async () => {
  await i18next.use(initReactI18next).init({ lng: 'en', resources: {} });
  // Mantine asks for these, and jsdom has none.
  const listens = { addEventListener: () => undefined, removeEventListener: () => undefined };
  vi.stubGlobal('matchMedia', () => ({ matches: false, ...listens }));
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = () => undefined;
      unobserve = () => undefined;
      disconnect = () => undefined;
    },
  );
  // The answer is long in coming.
  vi.stubGlobal('fetch', () => new Promise<Response>(() => undefined));
  const client = new QueryClient();
  client.setQueryData(getRegionQueryKey({ path: { region_id: thana.id } }), thana);
  client.setQueryData(regionsWithin(null).queryKey, [division]);
  client.setQueryData(regionsWithin(division.id).queryKey, [district]);
  client.setQueryData(regionsWithin(district.id).queryKey, [thana]);
  client.setQueryData(regionsWithin(thana.id).queryKey, []);
  render(
    <QueryClientProvider client={client}>
      <MantineProvider env="test">
        <Form />
      </MantineProvider>
    </QueryClientProvider>,
  );
  const values = () => screen.getAllByRole<HTMLInputElement>('combobox').map(({ value }) => value);
  expect(values()).toEqual(['Dhaka Division', 'Dhaka', 'Dhanmondi']);

  const last = screen.getByDisplayValue('Dhanmondi');
  await userEvent.clear(last);
  await userEvent.keyboard('{Enter}');

  const asked = client.getQueryState(getRegionQueryKey({ path: { region_id: district.id } }));
  expect(asked).toMatchObject({ status: 'pending', data: undefined });
  expect(values()).toEqual(['Dhaka Division', 'Dhaka', '']);
  expect(last).toHaveFocus();
});
