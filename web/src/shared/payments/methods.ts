import type { PaymentMethod } from '@/client';
import { latinDigits } from '@/shared/forms/amounts';

/** In the order of their keys. */
export const METHODS = [
  'cash',
  'card',
  'mobile_wallet',
] as const satisfies readonly PaymentMethod[];

/** The method whose key was pressed, in the digits of any keyboard. */
export function methodOfKey(key: string): PaymentMethod | undefined {
  return /^[1-9১-৯٠-٩]$/.test(key) ? METHODS[Number(latinDigits(key)) - 1] : undefined;
}
