import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';

import { Conflict } from './save-state';

const server = vi.hoisted(() => ({ find: vi.fn() }));
vi.mock('./use-draft', () => ({ findStoredDraft: server.find }));

it('asks again for the other text when it did not come', async () => {
  // Mantine asks for it, and jsdom has none.
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
  const fault = { type: '', title: '', detail: 'Busy.', status: 503, code: 'busy' };
  server.find.mockRejectedValueOnce(fault).mockResolvedValueOnce(null);
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <MantineProvider env="test">
        <Conflict appointmentId="a" zone="UTC" onTakeOther={vi.fn()} onKeepMine={vi.fn()} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  expect(await screen.findByText('Busy.')).toBeVisible();

  await userEvent.click(screen.getByRole('button', { name: /try_again/ }));

  expect(await screen.findByRole('button', { name: /take_other/ })).toHaveFocus();
  expect(screen.getByRole('button', { name: /keep_mine/ })).toBeVisible();
  expect(screen.queryByText('Busy.')).toBeNull();
});
