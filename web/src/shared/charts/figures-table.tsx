import type { ReactNode } from 'react';
import { VisuallyHidden } from '@mantine/core';

import classes from './charts.module.css';

export interface FiguresColumn<T> {
  key: string;
  header: string;
  render: (row: T) => ReactNode;
}

interface FiguresTableProps<T> {
  caption: string;
  /** The first column names the row. */
  columns: readonly FiguresColumn<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
}

/** The figures of a chart as a table; where there is no room it scrolls in its own box. */
export function FiguresTable<T>({ caption, columns, rows, rowKey }: FiguresTableProps<T>) {
  const [first, ...others] = columns;
  return (
    <div className={`${classes.palette} ${classes.scroll}`}>
      <table className={classes.table}>
        <VisuallyHidden component="caption">{caption}</VisuallyHidden>
        <thead>
          <tr>
            {columns.map(({ key, header }) => (
              <th key={key} scope="col">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              <th scope="row">{first?.render(row)}</th>
              {others.map(({ key, render }) => (
                <td key={key}>{render(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
