import { act, renderHook } from '@testing-library/react';
import type { SyntheticEvent } from 'react';
import { expect, it } from 'vitest';

import { useEntityForm } from './use-entity-form';

const submitting = { preventDefault: () => undefined } as SyntheticEvent;

it('keeps what is typed while the former words are being saved', async () => {
  let answer: () => void = () => undefined;
  const { result } = renderHook(() =>
    useEntityForm({
      name: 'place:1',
      source: { values: { name: 'North' }, version: 1 },
      save: () =>
        new Promise<null>((done) => {
          answer = () => done(null);
        }),
      onSaved: () => undefined,
    }),
  );
  act(() => result.current.set('name', 'North gate'));
  act(() => result.current.submit(submitting));
  act(() => result.current.set('name', 'North gate, 2nd floor'));
  await act(async () => {
    answer();
    await Promise.resolve();
  });

  expect(result.current.values).toEqual({ name: 'North gate, 2nd floor' });
  expect(result.current.changed).toBe(true);
});
