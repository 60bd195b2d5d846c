import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { previewScheduleChange, type ScheduleChange, type SchedulePreview } from '@/client';
import { fieldErrors } from '@/shared/api/problem';
import { keepFocusInGrid } from '@/shared/calendar/focus';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

const DEPENDING = new Set([
  'listOpenings',
  'listAvailability',
  'listAvailabilityExceptions',
  'listTimeOff',
  'listSlots',
  'listFirstSlots',
  'listSlotDays',
]);

/** Hours changed: what shows them, or what is free in them, is asked for again. */
async function reloadHours(client: QueryClient): Promise<void> {
  await client.invalidateQueries({
    predicate: ({ queryKey: [head] }) =>
      typeof head === 'object' && head !== null && '_id' in head && DEPENDING.has(String(head._id)),
  });
}

/** Does something to the hours, says so, and offers the way back. */
export function useHoursToast() {
  const { t } = useTranslation(['calendar', 'common']);
  const client = useQueryClient();
  const textOf = useProblemText();
  return async (message: string, undo: () => Promise<unknown>) => {
    await reloadHours(client);
    const goBack = async () => {
      try {
        await undo();
        notifyDone(t('change.undone'));
      } catch (error) {
        notifyProblem(textOf(error));
      }
      await reloadHours(client);
      keepFocusInGrid();
    };
    keepFocusInGrid();
    notifyDone(message, { label: t('common:action.undo'), run: () => void goBack() });
  };
}

interface ScheduleSave<Saved> {
  doctorId: string;
  save: (change: ScheduleChange) => Promise<Saved>;
  undo: (saved: Saved) => Promise<unknown>;
  message: string;
  onSaved: () => void;
}

/**
 * A change of hours in two steps: first whom it would affect, and when that is nobody, or when it
 * is wanted all the same, the change itself.
 */
export function useScheduleChange<Saved>(options: ScheduleSave<Saved>) {
  const { doctorId, save, undo, message, onSaved } = options;
  const tellDone = useHoursToast();
  const [checked, setChecked] = useState<{ change: ScheduleChange; found: SchedulePreview } | null>(
    null,
  );
  const saving = useMutation({
    mutationFn: save,
    onSuccess: async (saved) => {
      setChecked(null);
      onSaved();
      await tellDone(message, () => undo(saved));
    },
    // What is wrong is shown in the form.
    onError: () => setChecked(null),
  });
  const checking = useMutation({
    mutationFn: async (change: ScheduleChange) => {
      const { data } = await previewScheduleChange({
        path: { doctor_id: doctorId },
        body: change,
      });
      return data;
    },
    onMutate: () => saving.reset(),
    onSuccess: (found, change) => {
      if (found.total === 0) {
        saving.mutate(change);
      } else {
        setChecked({ change, found });
      }
    },
  });
  const error = checking.error ?? saving.error;
  return {
    check: (change: ScheduleChange) => checking.mutate(change),
    affected: checked?.found ?? null,
    saveAllTheSame: () => checked !== null && saving.mutate(checked.change),
    back: () => setChecked(null),
    pending: checking.isPending || saving.isPending,
    error,
    fields: fieldsOf(error),
  };
}

/** By the name in the form: the check names `exception.date` what the change names `date`. */
function fieldsOf(error: unknown): Record<string, string> {
  return error === null
    ? {}
    : Object.fromEntries(
        Object.entries(fieldErrors(error)).map(([name, text]) => [
          name.replace(/^(exception|time_off)\./, ''),
          text,
        ]),
      );
}

export type ScheduleChangeState = ReturnType<typeof useScheduleChange>;
