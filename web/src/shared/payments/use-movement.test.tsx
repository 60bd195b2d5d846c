import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, expect, it, vi } from 'vitest';

import type { PaymentRead, VisitAccountRead } from '@/client';
import { getVisitAccountOptions } from '@/client/@tanstack/react-query.gen';

import { attempts, takingFor, type Movement } from './attempts';
import { useMovement } from './use-movement';

const quarter: Movement = {
  amount: { amount: '125', currency: 'BDT' },
  method: 'cash',
  reference: null,
};
const withReference = { ...quarter, reference: 'X-1' };

/** What the desk's server does with keys, and a line that loses an answer when it is told to. */
class Server {
  readonly items: PaymentRead[] = [];
  readonly #sent = new Map<string, string>();
  isLosing = false;
  isSilent = false;

  take(movement: Movement, key: string): Promise<PaymentRead> {
    const body = JSON.stringify(movement);
    const earlier = this.#sent.get(key);
    if (earlier !== undefined && earlier !== body) {
      const code = 'idempotency.mismatch';
      return Promise.reject(Object.assign(new Error(code), { code, status: 422 }));
    }
    if (earlier === undefined) {
      this.#sent.set(key, body);
      this.items.push({
        ...movement,
        id: `p${this.items.length}`,
        reason: null,
        received_by: { id: '', full_name: 'Desk' },
      } as PaymentRead);
    }
    const payment = this.items.at(-1);
    return this.isLosing || payment === undefined
      ? Promise.reject(new TypeError('Failed to fetch'))
      : Promise.resolve(payment);
  }

  read(): Promise<VisitAccountRead> {
    return this.isSilent
      ? Promise.reject(Object.assign(new Error('busy'), { code: 'busy', status: 503 }))
      : Promise.resolve({ appointment_id: 'v', items: [...this.items] } as VisitAccountRead);
  }
}

function desk(server: Server) {
  const onMoved = vi.fn();
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { result } = renderHook(
    () => {
      const query = useQuery({
        ...getVisitAccountOptions({ path: { appointment_id: 'v' } }),
        queryFn: () => server.read(),
      });
      const take = useMovement({
        account:
          query.data ?? ({ appointment_id: 'v', items: [] as PaymentRead[] } as VisitAccountRead),
        subject: takingFor('v'),
        send: (movement: Movement, key) => server.take(movement, key),
        onMoved,
        onRefused: () => undefined,
      });
      return { query, take };
    },
    {
      wrapper: ({ children }: { children: ReactNode }) => (
        <QueryClientProvider client={client}>{children}</QueryClientProvider>
      ),
    },
  );
  const send = async (movement: Movement) => {
    await act(() => result.current.take.mutateAsync(movement).catch(() => undefined));
  };
  return { result, onMoved, send };
}

beforeEach(() => attempts.close(takingFor('v')));

it('tells what became of a payment whose answer was lost', async () => {
  const server = new Server();
  const { result, onMoved, send } = desk(server);
  await waitFor(() => expect(result.current.query.isSuccess).toBe(true));
  server.isLosing = true;
  await send(quarter);
  expect(onMoved).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: 'p0' }));
  expect(server.items).toHaveLength(1);
});

it('does not take it again with another body or from another form, until it was seen', async () => {
  const server = new Server();
  const first = desk(server);
  await waitFor(() => expect(first.result.current.query.isSuccess).toBe(true));
  server.isLosing = true;
  server.isSilent = true;
  await first.send(quarter);
  expect(first.onMoved).not.toHaveBeenCalled();

  const { result, onMoved, send } = desk(server);
  server.isLosing = false;
  await send(withReference);
  await waitFor(() => expect(result.current.take.error).toMatchObject({ status: 422 }));
  await send(withReference);
  expect(server.items).toHaveLength(1);

  server.isSilent = false;
  await send(withReference);
  expect(server.items).toHaveLength(1);
  expect(onMoved).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: 'p0' }));

  await send(withReference);
  expect(server.items).toHaveLength(2);
});
