import { TextLink } from '@/shared/ui/link';

import classes from './charts.module.css';
import { SERIES, type SeriesColor } from './palette';
import { share } from './scale';
import type { ChartLink } from './types';

export interface Bar {
  key: string;
  name: string;
  value: number;
  /** The value in words, such as "82%". */
  text: string;
  link?: ChartLink;
}

interface BarChartProps {
  label: string;
  bars: readonly Bar[];
  /** Where the axis ends, if not with the greatest of them: 1 for shares of a whole. */
  max?: number;
  color?: SeriesColor;
}

/** Bars beside their names, the value written at each; names lead to the rows behind. */
export function BarChart({ label, bars, max, color = 'first' }: BarChartProps) {
  const greatest = max ?? Math.max(0, ...bars.map(({ value }) => value));
  return (
    // Safari takes a list without bullets for no list, unless told.
    // eslint-disable-next-line jsx-a11y/no-redundant-roles
    <ul className={`${classes.palette} ${classes.bars}`} aria-label={label} role="list">
      {bars.map(({ key, name, value, text, link }) => (
        <li key={key}>
          <span className={classes.barName}>
            {link === undefined ? (
              <bdi>{name}</bdi>
            ) : (
              <TextLink {...link} size="sm">
                <bdi>{name}</bdi>
              </TextLink>
            )}
          </span>
          <div className={classes.track} aria-hidden>
            <div
              className={classes.bar}
              style={{ width: `${share(value, greatest)}%`, background: SERIES[color] }}
            />
          </div>
          <span className={classes.barValue}>{text}</span>
        </li>
      ))}
    </ul>
  );
}
