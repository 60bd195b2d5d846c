import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import { useFormat } from '@/shared/time/use-format';

import classes from './charts.module.css';
import { LEVELS } from './palette';
import { levelOf } from './scale';
import type { ChartLink } from './types';
import { useRoving } from './use-roving';

export interface HeatCell {
  value: number;
  /** In full: "12 visits, Monday 09:00". */
  name: string;
  link: ChartLink;
}

interface HeatMapProps {
  caption: string;
  /** Above the first column. */
  corner: string;
  columns: readonly { key: string; name: string; short: string }[];
  rows: readonly { key: string; name: string; cells: readonly HeatCell[] }[];
}

/** A table whose cells grow darker with what they count; each is a link to the rows behind it. */
export function HeatMap({ caption, corner, columns, rows }: HeatMapProps) {
  const format = useFormat();
  const all = rows.flatMap(({ cells }, row) =>
    cells.map(({ value }, column) => ({ row, column, value })),
  );
  const greatest = Math.max(0, ...all.map(({ value }) => value));
  const { chart, mark } = useRoving<HTMLTableElement>(all.filter(({ value }) => value > 0));
  return (
    <table className={`${classes.palette} ${classes.heat}`} {...chart}>
      <VisuallyHidden component="caption">{caption}</VisuallyHidden>
      <thead>
        <tr>
          <th scope="col">{corner}</th>
          {columns.map(({ key, name, short }) => (
            <th key={key} scope="col" aria-label={name}>
              {short}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, cells }, row) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            {cells.map((cell, column) => (
              <td key={columns[column]?.key}>
                {cell.value === 0 ? (
                  <span className={classes.cell}>{format.number(0)}</span>
                ) : (
                  <Link
                    {...cell.link}
                    {...mark(row, column)}
                    className={classes.cell}
                    data-level={levelOf(cell.value, greatest, LEVELS)}
                    aria-label={cell.name}
                  >
                    {format.number(cell.value)}
                  </Link>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
