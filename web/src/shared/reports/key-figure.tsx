import { Card, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import type { ChartLink } from '@/shared/charts/types';
import { TextLink } from '@/shared/ui/link';

import classes from './reports.module.css';

interface KeyFigureProps {
  name: string;
  value: string;
  /** The rows behind it; absent where there are none. */
  link?: ChartLink;
  /** What the figure is made of. */
  note?: ReactNode;
}

/** One figure of a row of them: its name, the figure as a link to its rows, and what it is made of. */
export function KeyFigure({ name, value, link, note }: KeyFigureProps) {
  return (
    <Card withBorder padding="md" role="listitem">
      <Stack gap={2}>
        <Text size="sm" c="dimmed">
          {name}
        </Text>
        <Text component="div" className={classes.figure}>
          {link === undefined ? (
            value
          ) : (
            // Its name says what the figure is, also out of its context.
            <TextLink {...link} inherit aria-label={`${name}: ${value}`}>
              {value}
            </TextLink>
          )}
        </Text>
        {note !== undefined && (
          <Text size="sm" component="div" className={classes.note}>
            {note}
          </Text>
        )}
      </Stack>
    </Card>
  );
}

interface KeyFigureGridProps {
  label: string;
  /** With notes, figures need more room. */
  wide?: boolean;
  children: ReactNode;
}

export function KeyFigureGrid({ label, wide = false, children }: KeyFigureGridProps) {
  return (
    <div className={classes.figures} data-wide={wide} role="list" aria-label={label}>
      {children}
    </div>
  );
}
