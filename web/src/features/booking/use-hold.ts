import { useEffect, useRef, useState } from 'react';

import { holdSlot, releaseHold } from '@/client';
import { problemOf } from '@/shared/api/problem';

import { slotKey, type BookedSlot } from './search';

export type Hold =
  | { status: 'holding' }
  /** `until` by this machine's clock, in milliseconds. */
  | { status: 'held'; until: number }
  /** Could not be held; booking may work all the same unless the time is gone. */
  | { status: 'refused'; error: unknown };

/** The clock of an answer counts whole seconds and is read late: rather promise some too few. */
const MARGIN_MS = 5000;

// One after the other: a hold that is given back must not cross the next one of the same time.
let before: Promise<unknown> = Promise.resolve();

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = before.then(work, work);
  before = turn.catch(() => undefined);
  return turn;
}

/** Once no hold is on its way: one that lands beside the booking of its time would refuse it. */
export async function holdsSettled(): Promise<void> {
  await before;
}

/** When it ends by the clock here, which may be wrong: the answer says what the server's shows. */
function endsAt(expiresAt: string, answered: string | null): number {
  const there = answered === null ? Date.now() : Date.parse(answered) + MARGIN_MS;
  return Date.now() + Date.parse(expiresAt) - there;
}

async function giveBack(holdId: string): Promise<void> {
  try {
    await releaseHold({ path: { hold_id: holdId }, keepalive: true });
  } catch {
    // One that has run out, or became the visit, is no longer there.
  }
}

/**
 * Keeps the time while the page that calls this is open, and gives it back when it is left.
 *
 * Call `settle` once the time is booked: then there is nothing to give back. `again` keeps a time
 * that ran out.
 */
export function useHold(slot: BookedSlot) {
  const [answer, setAnswer] = useState<{ to: string; hold: Hold }>();
  const [attempt, setAttempt] = useState(0);
  const settled = useRef(false);
  const { doctor, visit_type, location, starts_at } = slot;
  const asked = `${slotKey(slot)} ${attempt}`;
  useEffect(() => {
    let left = false;
    let holdId: string | null = null;
    const isLeft = () => left;
    const setHold = (hold: Hold) => setAnswer({ to: asked, hold });
    const release = () => {
      left = true;
      if (holdId !== null && !settled.current) {
        // At once, not in turn: the page may be closing.
        const given = giveBack(holdId);
        void inTurn(() => given);
        holdId = null;
      }
    };
    const returned = (event: PageTransitionEvent) => {
      if (event.persisted) {
        setAttempt((count) => count + 1);
      }
    };
    const ask = async () => {
      if (isLeft()) {
        return;
      }
      try {
        const { data, response } = await holdSlot({
          body: { doctor_id: doctor, visit_type_id: visit_type, location_id: location, starts_at },
          headers: { 'Idempotency-Key': crypto.randomUUID() },
        });
        holdId = data.id;
        if (isLeft()) {
          release();
          return;
        }
        setHold({ status: 'held', until: endsAt(data.expires_at, response.headers.get('Date')) });
      } catch (error) {
        if (!isLeft()) {
          setHold({ status: 'refused', error: problemOf(error) });
        }
      }
    };
    void inTurn(ask);
    window.addEventListener('pagehide', release);
    window.addEventListener('pageshow', returned);
    return () => {
      window.removeEventListener('pagehide', release);
      window.removeEventListener('pageshow', returned);
      release();
    };
  }, [asked, doctor, visit_type, location, starts_at]);
  // What was answered about another time says nothing about this one.
  const hold: Hold = answer?.to === asked ? answer.hold : { status: 'holding' };
  return {
    hold,
    settle: () => {
      settled.current = true;
    },
    again: () => setAttempt((count) => count + 1),
  };
}
