import { useIsMutating } from '@tanstack/react-query';

/** The key of every mutation that shows a visit elsewhere before the server has answered. */
export const MOVING = ['move-visit'] as const;

/**
 * Whether a visit stands where the server may not know it yet. Lists are not asked for meanwhile:
 * their answer would put it back for a moment.
 */
export function useIsMoving(): boolean {
  return useIsMutating({ mutationKey: MOVING }) > 0;
}
