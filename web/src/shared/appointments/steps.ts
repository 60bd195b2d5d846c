/** The steps through the states of a visit, as people see them; which are allowed the API says. */

import type { Status } from '@/client';
import type appointments from '@/locales/en/appointments.json';

export type StepLabel = keyof (typeof appointments)['step'];
export type DoneText = keyof (typeof appointments)['done'];

/** `asks`: a short dialog comes first, for a reason or because nothing leads back. */
interface Step {
  label: StepLabel;
  done: DoneText;
  asks?: boolean;
  danger?: boolean;
}

type Path = `${Status}>${Status}`;

/** A step that leads on from a state; one a state is the button, the others are in the menu. */
const ONWARD: Partial<Record<Status, readonly Status[]>> = {
  pending: ['confirmed'],
  confirmed: ['checked_in', 'completed'],
  checked_in: ['in_progress'],
  in_progress: ['completed'],
};

const STEPS: Partial<Record<Path, Step>> = {
  'pending>confirmed': { label: 'approve', done: 'approved' },
  'pending>declined': { label: 'decline', done: 'declined', asks: true, danger: true },
  'confirmed>checked_in': { label: 'check_in', done: 'checked_in' },
  'confirmed>no_show': { label: 'no_show', done: 'no_show' },
  'confirmed>completed': { label: 'complete', done: 'completed' },
  'checked_in>in_progress': { label: 'start', done: 'started' },
  'checked_in>left_without_seen': { label: 'left', done: 'left', asks: true },
  'checked_in>confirmed': { label: 'undo_check_in', done: 'check_in_undone' },
  'in_progress>completed': { label: 'complete', done: 'completed' },
  'in_progress>checked_in': { label: 'undo_start', done: 'start_undone' },
  'completed>in_progress': { label: 'reopen', done: 'reopened' },
  'no_show>checked_in': { label: 'came_after_all', done: 'checked_in' },
};

const BY_TARGET: Partial<Record<Status, Step>> = {
  cancelled: { label: 'cancel', done: 'cancelled', asks: true, danger: true },
  entered_in_error: { label: 'entered_in_error', done: 'entered_in_error', danger: true },
};

/** The ways back that restore exactly what was; each is walked step by step. */
const WAYS_BACK: Partial<Record<Path, readonly Status[]>> = {
  'confirmed>checked_in': ['confirmed'],
  'checked_in>in_progress': ['checked_in'],
  'in_progress>completed': ['in_progress'],
  'confirmed>no_show': ['checked_in', 'confirmed'],
  'in_progress>checked_in': ['in_progress'],
};

export function stepOf(from: Status, to: Status): Step {
  return (
    STEPS[`${from}>${to}`] ?? BY_TARGET[to] ?? { label: 'change', done: 'changed', asks: true }
  );
}

/** The states to go through to undo the step; `null` where nothing leads back. */
export function wayBack(from: Status, to: Status): readonly Status[] | null {
  return WAYS_BACK[`${from}>${to}`] ?? null;
}

/** What is most likely meant next, of the steps that are possible. */
export function primaryStep(from: Status, possible: readonly Status[]): Status | null {
  return ONWARD[from]?.find((to) => possible.includes(to)) ?? null;
}
