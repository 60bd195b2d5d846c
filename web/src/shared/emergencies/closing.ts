import type { Query, QueryClient } from '@tanstack/react-query';

import type { EmergencyRead } from '@/client';

/** What an emergency opens, by the name of its operation: the file with its background, and records. */
const OPENED = new Set([
  'getPatient',
  'listMedicalRecordsOfPatient',
  'listMedicalRecords',
  'getMedicalRecord',
]);
const VERSIONS = 'listMedicalRecordVersions';
/** Under this name the tab keeps them over a reload. */
const KEY = 'praxis-emergencies';

/** Whose file was opened, and until when by the clock of this machine. */
interface Opened {
  patientId: string;
  end: number;
}

interface Asked {
  _id?: string;
  path?: { record_id?: string };
}

const waiting = new Set<() => void>();

function askedBy({ queryKey }: Query): Asked {
  return queryKey[0] ?? {};
}

/** The file and records of this patient; all else that names them is open without an emergency. */
function opened(client: QueryClient, patientId: string) {
  const theirs = (query: Query) =>
    OPENED.has(askedBy(query)._id ?? '') &&
    JSON.stringify([query.queryKey, query.state.data]).includes(patientId);
  const found = client.getQueryCache().findAll({ predicate: theirs });
  const read = JSON.stringify(found.map(({ queryKey, state }) => [queryKey, state.data]));
  // Versions name their record alone.
  return (query: Query) => {
    const { _id: what, path } = askedBy(query);
    const versions = what === VERSIONS && path?.record_id !== undefined;
    return theirs(query) || (versions && read.includes(`"${path.record_id}"`));
  };
}

function isOpened(found: unknown): found is Opened {
  const { patientId, end } = (found ?? {}) as Partial<Record<keyof Opened, unknown>>;
  return typeof patientId === 'string' && typeof end === 'number';
}

function kept(): Opened[] {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(found) ? found.filter(isOpened) : [];
  } catch {
    return [];
  }
}

function keep(all: Opened[]): void {
  try {
    if (all.length === 0) {
      sessionStorage.removeItem(KEY);
    } else {
      sessionStorage.setItem(KEY, JSON.stringify(all));
    }
  } catch {
    // A full or forbidden store: it is let go of as long as the page is not loaded again.
  }
}

/** The session is over, or has become another: its emergencies are none of the next user's. */
export function forgetEmergencies(): void {
  waiting.forEach((stop) => stop());
  keep([]);
}

/** The page was loaded again: what it reads of an emergency is let go of when that ends. */
export function goOnWaiting(client: QueryClient): void {
  kept().forEach((one) => waitFor(client, one));
}

/**
 * Lets go of what was read in an emergency when that ends; what is on screen is asked for anew, and
 * then refused. Returns how to stop waiting for it.
 */
export function forgetWhenItEnds(
  client: QueryClient,
  { patient_id: patientId, opened_at: since, expires_at: until }: EmergencyRead,
): () => void {
  // How long, not until when: the clock of this machine may be wrong.
  const opening = { patientId, end: Date.now() + Date.parse(until) - Date.parse(since) };
  keep([...kept(), opening]);
  return waitFor(client, opening);
}

function waitFor(client: QueryClient, { patientId, end }: Opened): () => void {
  const look = () => {
    if (Date.now() >= end) {
      stop();
      void client.resetQueries({ predicate: opened(client, patientId) });
    }
  };
  const timer = setTimeout(look, end - Date.now());
  // A timer stands still while the machine sleeps.
  document.addEventListener('visibilitychange', look);
  window.addEventListener('focus', look);
  function stop() {
    waiting.delete(stop);
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('focus', look);
    keep(kept().filter((one) => one.patientId !== patientId || one.end !== end));
  }
  waiting.add(stop);
  return stop;
}
