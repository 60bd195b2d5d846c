/**
 * Attempts to move money that ended without an answer: it may have moved. They outlive their form,
 * so that another one, or another body, goes out with the same key and is never carried out beside
 * the first. Pure but for the keys it makes.
 */

import type { Money, PaymentMethod, PaymentRead } from '@/client';
import { problemOf } from '@/shared/api/problem';

import { lessThat } from './standing';

export interface Movement {
  amount: Money;
  method: PaymentMethod;
  reference?: string | null;
  reason?: string;
}

interface Attempt {
  key: string;
  last: string;
  /** What may have been carried out: all that was sent and not answered. */
  unanswered: Movement[];
  /** Who sent it. */
  by: string;
  /** What had been paid before. */
  known: ReadonlySet<string>;
}

interface Sender {
  by: string;
  /** As far as the sender knows. */
  payments: readonly PaymentRead[];
}

const UNEXPECTED = 500;
const MISMATCH = 'idempotency.mismatch';

export function isUnanswered(error: unknown): boolean {
  const { status } = problemOf(error);
  return status === 0 || status >= UNEXPECTED;
}

/** Another body went out with this key before, and was carried out. */
export function isOfAnother(error: unknown): boolean {
  return problemOf(error).code === MISMATCH;
}

function isOf(payment: PaymentRead, movement: Movement): boolean {
  const { amount, method, reference = null, reason = null } = movement;
  return (
    payment.amount.currency === amount.currency &&
    /^-?0+(\.0+)?$/.test(lessThat(payment.amount, amount).amount) &&
    payment.method === method &&
    payment.reference === reference &&
    payment.reason === reason
  );
}

export class Attempts {
  readonly #of = new Map<string, Attempt>();

  /** The key to send this with. */
  keyFor(subject: string, movement: Movement, { by, payments }: Sender): string {
    const text = JSON.stringify(movement);
    const before = this.#of.get(subject);
    if (before !== undefined && (before.unanswered.length > 0 || before.last === text)) {
      before.last = text;
      return before.key;
    }
    const key = crypto.randomUUID();
    const known = new Set(payments.map(({ id }) => id));
    this.#of.set(subject, { key, last: text, unanswered: [], by, known });
    return key;
  }

  failed(subject: string, movement: Movement, error: unknown): void {
    if (isUnanswered(error)) {
      this.#of.get(subject)?.unanswered.push(movement);
    }
  }

  /** It was carried out, or its outcome was seen: the next is another. */
  close(subject: string): void {
    this.#of.delete(subject);
  }

  /** What turns out to have been carried out, once it is among the payments. */
  settle(subject: string, payments: readonly PaymentRead[]): PaymentRead | undefined {
    const attempt = this.#of.get(subject);
    const found =
      attempt &&
      payments.find(
        (payment) =>
          !attempt.known.has(payment.id) &&
          payment.received_by.id === attempt.by &&
          attempt.unanswered.some((movement) => isOf(payment, movement)),
      );
    if (found !== undefined) {
      this.close(subject);
    }
    return found;
  }
}

export const attempts = new Attempts();

export const takingFor = (appointmentId: string) => `take ${appointmentId}`;
export const refundOf = (paymentId: string) => `refund ${paymentId}`;
