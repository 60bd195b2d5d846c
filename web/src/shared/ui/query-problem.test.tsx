import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { QueryProblem } from './query-problem';

const error = { type: '', title: '', detail: 'The server is busy.', status: 503, code: 'busy' };

// Mantine asks for it, and jsdom has none.
beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
});

afterEach(cleanup);

function show(query: { data: unknown; error: unknown }) {
  const refetch = vi.fn();
  render(
    <MantineProvider env="test">
      <QueryProblem query={{ ...query, refetch }} />
    </MantineProvider>,
  );
  return refetch;
}

it('alerts where there is nothing else to see', () => {
  show({ data: undefined, error });
  expect(screen.getByRole('alert')).toHaveTextContent('The server is busy.');
});

it('is a quiet note beside what was seen before', async () => {
  const refetch = show({ data: [], error });
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.getByRole('status')).toBeVisible();
  await userEvent.click(screen.getByRole('button'));
  expect(refetch).toHaveBeenCalledOnce();
});

it('is nothing while all is well', () => {
  show({ data: [], error: null });
  expect(screen.queryByRole('status')).toBeNull();
});
