import { QueryClient, QueryClientProvider, useMutation, useQuery } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, it, vi } from 'vitest';

import { MOVING, useIsMoving } from './moving';

it('is not put back by a list that is asked for while a visit moves', async () => {
  const client = new QueryClient();
  let onServer = 'nine';
  const read = vi.fn(() => Promise.resolve(onServer));
  let answer = () => undefined as void;
  const { result } = renderHook(
    () => {
      const moving = useIsMoving();
      const list = useQuery({
        queryKey: ['list'],
        queryFn: read,
        enabled: !moving,
        refetchInterval: 10,
      });
      const move = useMutation({
        mutationKey: MOVING,
        mutationFn: () => new Promise<void>((resolve) => (answer = resolve)),
        onMutate: async () => {
          await client.cancelQueries({ queryKey: ['list'] });
          client.setQueryData(['list'], 'ten');
        },
        onSuccess: () => void client.invalidateQueries(),
      });
      return { list, move };
    },
    {
      wrapper: ({ children }: { children: ReactNode }) => (
        <QueryClientProvider client={client}>{children}</QueryClientProvider>
      ),
    },
  );
  await waitFor(() => expect(result.current.list.data).toBe('nine'));

  act(() => result.current.move.mutate());
  await waitFor(() => expect(result.current.list.data).toBe('ten'));
  read.mockClear();
  await act(() => new Promise((resolve) => setTimeout(resolve, 60)));
  expect(read).not.toHaveBeenCalled();
  expect(result.current.list.data).toBe('ten');

  onServer = 'ten, confirmed';
  act(answer);
  await waitFor(() => expect(result.current.list.data).toBe('ten, confirmed'));
  const asked = read.mock.calls.length;
  await waitFor(() => expect(read.mock.calls.length).toBeGreaterThan(asked + 1));
});
