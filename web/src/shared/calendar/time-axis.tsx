import { useFormat } from '@/shared/time/use-format';

import type { Scale } from './grid-column';
import classes from './time-grid.module.css';
import { HEADER_HEIGHT } from './use-grid-model';

const ZONE = 'UTC';

function onTheHour(hour: number): string {
  return new Date(Date.UTC(2000, 0, 1, hour)).toISOString();
}

/** The hours beside the columns; every block says its times itself. */
export function TimeAxis({ scale, height }: { scale: Scale; height: number }) {
  const format = useFormat();
  const { from, to } = scale.range;
  const hours = Array.from({ length: (to - from) / 60 - 1 }, (_, index) => from / 60 + index + 1);
  return (
    <div className={classes.axis} style={{ height }} aria-hidden>
      <div className={classes.corner} />
      {hours.map((hour) => (
        <span
          key={hour}
          className={classes.hour}
          style={{ top: HEADER_HEIGHT + (hour * 60 - from) * scale.pixelsPerMinute }}
        >
          {format.time(onTheHour(hour), ZONE)}
        </span>
      ))}
    </div>
  );
}
