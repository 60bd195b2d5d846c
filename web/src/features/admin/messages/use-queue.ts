import { useQuery } from '@tanstack/react-query';

import { getMessageQueueOptions } from '@/client/@tanstack/react-query.gen';

/** Messages go out by themselves, and whoever looks wants to see it. */
export const LOOK_MS = 5_000;

export function useQueue() {
  return useQuery({ ...getMessageQueueOptions(), refetchInterval: LOOK_MS });
}
