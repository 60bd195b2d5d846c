import { Text, Title } from '@mantine/core';

import { useFormat } from '@/shared/time/use-format';

import classes from './time-grid.module.css';
import type { TimeGridProps } from './types';

/** On paper a list by column reads better than a cut-off grid. */
export function PrintList({ columns, items }: TimeGridProps) {
  const format = useFormat();
  return (
    <div className={classes.print}>
      {columns.map((column) => {
        const own = items
          .filter(({ columnId }) => columnId === column.id)
          .toSorted((one, other) => one.startsAt.localeCompare(other.startsAt));
        return own.length === 0 ? null : (
          <section key={column.id} className={classes.printed}>
            <Title order={2} size="h4">
              {[column.title, column.subtitle].filter(Boolean).join(', ')}
            </Title>
            {own.map((item) => (
              <Text key={item.id} size="sm">
                {format.timeRange(item.startsAt, item.endsAt, column.zone)} {item.title}
                {item.detail !== undefined && ` · ${item.detail}`}
              </Text>
            ))}
          </section>
        );
      })}
    </div>
  );
}
