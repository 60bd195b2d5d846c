import { instantAt, minutesOfWall } from '@/shared/calendar/axis';
import { useFormat } from '@/shared/time/use-format';

/** Any day without a change of the clocks will do: wall times have none. */
export const WALL = { day: '2001-01-01', zone: 'UTC' };

/** Times of a clock on a wall, of no day in particular. */
export function useWallRange(): (start: string, end: string) => string {
  const format = useFormat();
  const time = (wall: string) =>
    format.time(instantAt(WALL, minutesOfWall(wall) % 1440), WALL.zone);
  return (start, end) => `${time(start)}–${time(end)}`;
}
