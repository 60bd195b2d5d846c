import type { Status } from '@/client';

/** States of a visit that is still to take place or is going on. */
export const STILL_ON: Status[] = ['pending', 'confirmed', 'checked_in', 'in_progress'];
