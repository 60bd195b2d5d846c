import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { useFormat } from '@/shared/time/use-format';

import classes from './charts.module.css';
import { SERIES } from './palette';
import { axisTo, every, share } from './scale';
import type { Point, Series } from './types';
import { useRoving } from './use-roving';

/** So that the labels of a narrow phone do not run into each other. */
const MOST_TICKS = 7;

interface ColumnChartProps {
  label: string;
  /** The sum of a column in words: "12 visits". */
  total: (value: number) => string;
  /** The value of one series in words. */
  part: (value: number) => string;
  /** How many of the values make one of the axis: 60 where minutes are shown as hours. */
  per?: number;
  series: readonly Series[];
  points: readonly Point[];
}

/** Columns over time, each the sum of its series, and a link to the rows behind it. */
export function ColumnChart({ label, total, part, per = 1, series, points }: ColumnChartProps) {
  const format = useFormat();
  const [shown, setShown] = useState<Point | null>(null);
  const { chart, mark } = useRoving<HTMLOListElement>(
    points.map((_, column) => ({ row: 0, column })),
  );
  const totals = points.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const axis = axisTo(Math.max(0, ...totals) / per);
  const step = every(points.length, MOST_TICKS);
  const tell = ({ name, values }: Point) =>
    [
      name,
      total(values.reduce((sum, value) => sum + value, 0)),
      ...series.map((each, index) => `${each.name}: ${part(values[index] ?? 0)}`),
    ].join(' · ');
  return (
    <div className={classes.palette}>
      {/* What the mark says that is pointed at; marks say the same to those who hear them. */}
      <ul className={classes.legend} aria-hidden>
        {shown === null ? (
          series.map(({ key, name, color }) => (
            <li key={key}>
              <span className={classes.swatch} style={{ background: SERIES[color] }} />
              {name}
            </li>
          ))
        ) : (
          <li>{tell(shown)}</li>
        )}
      </ul>
      <div className={classes.plot}>
        <div className={classes.scale} aria-hidden>
          {axis.ticks.map((tick) => (
            <span key={tick}>{format.number(tick)}</span>
          ))}
        </div>
        <div className={classes.lines} aria-hidden>
          {axis.ticks.map((tick) => (
            <span key={tick} />
          ))}
        </div>
        {/* Safari takes a list without bullets for no list, unless told. */}
        {/* eslint-disable-next-line jsx-a11y/no-redundant-roles */}
        <ol className={classes.columns} aria-label={label} role="list" {...chart}>
          {points.map((point, column) => (
            <li key={point.key}>
              <Link
                {...point.link}
                {...mark(0, column)}
                className={classes.column}
                aria-label={tell(point)}
                onMouseEnter={() => setShown(point)}
                onMouseLeave={() => setShown(null)}
                onFocus={() => setShown(point)}
                onBlur={() => setShown(null)}
              >
                {series.map(({ key, color }, index) => (
                  <span
                    key={key}
                    className={classes.segment}
                    style={{
                      height: `${share(point.values[index] ?? 0, axis.max * per)}%`,
                      background: SERIES[color],
                    }}
                  />
                ))}
              </Link>
              <span className={classes.tick} aria-hidden>
                {column % step === 0 && point.tick}
              </span>
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}
