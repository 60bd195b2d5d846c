/**
 * Patients that this tab has opened or booked for, the latest first.
 *
 * In memory only: names must not stay in a browser, and asking for them again would show in the
 * patient's list of who looked.
 */

import { useSyncExternalStore } from 'react';

import type { PatientRead, PatientSummary } from '@/client';
import { currentSession, subscribeToSession } from '@/shared/session/session';

const KEPT = 12;

let recent: readonly PatientSummary[] = [];
let owner: string | null = null;
const listeners = new Set<() => void>();

function signedIn(): string | null {
  const session = currentSession();
  return session.status === 'signed-in' ? session.user.id : null;
}

function become(next: readonly PatientSummary[]): void {
  recent = next;
  listeners.forEach((listener) => listener());
}

subscribeToSession(() => {
  if (owner !== signedIn()) {
    become([]);
  }
});

export function noteRecentPatient(patient: PatientSummary | PatientRead): void {
  owner = signedIn();
  become([patient, ...recent.filter(({ id }) => id !== patient.id)].slice(0, KEPT));
}

export function findRecentPatient(id: string): PatientSummary | undefined {
  return recent.find((patient) => patient.id === id);
}

export function useRecentPatients(): readonly PatientSummary[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => recent,
  );
}
