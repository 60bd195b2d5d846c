/** Which of the answers that pages hold may have become old by what happened. Pure. */

import type { Role } from '@/client';

import type { LiveEvent } from './messages';

export interface Happened {
  visits: ReadonlySet<string>;
  /** Whose free times changed. */
  doctors: ReadonlySet<string>;
  bell: boolean;
}

const ONE_VISIT = new Set(['getAppointment', 'listAppointmentEvents', 'getVisitAccount']);
const VISITS = new Set([
  'listAppointments',
  'listAllAppointments',
  'listPatientAppointments',
  'getDashboard',
  'getDayEnd',
]);
const TIMES = new Set([
  'listSlots',
  'explainSlot',
  'listSlotDays',
  'listFirstSlots',
  'listOpenings',
]);
const BELL = 'listNotifications';
const RECORDS = 'listMedicalRecords';

function idIn(data: LiveEvent['data'], name: string): string[] {
  const id = data[name];
  return typeof id === 'string' ? [id] : [];
}

/** Some events as one change; those of a kind that this app does not know say nothing to it. */
export function whatHappened(events: readonly LiveEvent[]): Happened {
  const of = (...kinds: string[]) => events.filter(({ kind }) => kinds.includes(kind));
  return {
    visits: new Set(of('appointment.changed').flatMap(({ data }) => idIn(data, 'id'))),
    // Who hears of a visit may look at the free times beside it without watching them.
    doctors: new Set(
      of('appointment.changed', 'slots.changed').flatMap(({ data }) => idIn(data, 'doctor_id')),
    ),
    bell: of('notification.created', 'notification.read').length > 0,
  };
}

interface Asked {
  operation: string;
  path: Readonly<Record<string, unknown>>;
  query: Readonly<Record<string, unknown>>;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function askedBy([head, ...rest]: readonly unknown[]): Asked {
  if (head === 'next-free') {
    return { operation: 'listSlots', path: { doctor_id: record(rest[0]).doctorId }, query: {} };
  }
  if (head === 'board' && rest[0] === 'openings') {
    return { operation: 'listOpenings', path: {}, query: {} };
  }
  const { _id, path, query } = record(head);
  return {
    operation: typeof _id === 'string' ? _id : '',
    path: record(path),
    query: record(query),
  };
}

/** Of whom the free times were asked; nobody by name means anybody. */
function doctorsOf({ path, query }: Asked): unknown[] {
  const named = path.doctor_id ?? query.doctor_id ?? [];
  return Array.isArray(named) ? (named as unknown[]) : [named];
}

export function isTouched(key: readonly unknown[], by: Happened, role: Role): boolean {
  const asked = askedBy(key);
  const { operation } = asked;
  if (operation === BELL) {
    return by.bell;
  }
  if (ONE_VISIT.has(operation)) {
    return by.visits.has(String(asked.path.appointment_id));
  }
  if (TIMES.has(operation)) {
    const named = doctorsOf(asked);
    return (
      by.doctors.size > 0 && (named.length === 0 || named.some((id) => by.doctors.has(String(id))))
    );
  }
  // A record comes with the end of a visit. Others than the patient leave a trace by each reading.
  return (
    by.visits.size > 0 && (VISITS.has(operation) || (operation === RECORDS && role === 'patient'))
  );
}

export function isOneVisit(key: readonly unknown[]): boolean {
  return ONE_VISIT.has(askedBy(key).operation);
}

/** Whether it shows anything that is told live. */
export function isLive(key: readonly unknown[]): boolean {
  const { operation } = askedBy(key);
  return [ONE_VISIT, VISITS, TIMES].some((told) => told.has(operation)) || operation === BELL;
}
