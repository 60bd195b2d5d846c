import type { Sex } from '@/client';

export const SEXES: readonly Sex[] = ['unknown', 'female', 'male', 'other'];
