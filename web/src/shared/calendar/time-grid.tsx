import { VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { ColumnPager } from './column-pager';
import { GridColumn } from './grid-column';
import { PrintList } from './print-list';
import { TimeAxis } from './time-axis';
import classes from './time-grid.module.css';
import type { TimeGridProps } from './types';
import { useColumns } from './use-columns';
import { useGrid } from './use-grid';
import { AXIS_WIDTH, HEADER_HEIGHT, useGridModel } from './use-grid-model';
import { useWidth } from './use-width';

/**
 * Days, doctors or rooms side by side on the clock of their place.
 *
 * To screen readers it is a grid of which each column is a row (one doctor's day is one line), with
 * a block or a free time in each cell. One tab stop; arrow keys walk, Enter opens or books, M moves.
 */
export function TimeGrid(props: TimeGridProps) {
  const { t } = useTranslation('calendar');
  const { columns, label, now } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const help = useId();
  const [frame, width] = useWidth();
  const model = useGridModel(props, width);
  const grid = useGrid(props, model, scroller, body);
  const { place, cursor, preview, leavingId } = grid;
  const { visible, first, goTo } = useColumns(props, model, scroller, [
    place?.column,
    grid.originColumn,
  ]);
  const printing = useMediaQuery('print', false);
  return (
    <div className={classes.frame} ref={frame}>
      {model.single && <ColumnPager columns={columns} at={first} onGo={goTo} />}
      <div
        ref={scroller}
        className={classes.scroller}
        data-single={model.single || undefined}
        style={
          {
            height: props.height ?? 'calc(100dvh - 14rem)',
            '--axis': `${AXIS_WIDTH}px`,
            '--header': `${HEADER_HEIGHT}px`,
            '--hour': `${60 * model.scale.pixelsPerMinute}px`,
          } as React.CSSProperties
        }
      >
        <div className={classes.inner} style={{ width: AXIS_WIDTH + model.totalWidth }}>
          <TimeAxis scale={model.scale} height={model.bodyHeight} />
          <div
            ref={body}
            role="grid"
            aria-label={label}
            aria-describedby={help}
            aria-rowcount={columns.length}
            tabIndex={-1}
            className={classes.grid}
            style={{ width: model.totalWidth, height: model.bodyHeight }}
            {...grid.handlers}
          >
            {visible.map((index) => {
              const column = columns[index];
              return (
                column !== undefined && (
                  <GridColumn
                    key={column.id}
                    column={column}
                    index={index}
                    items={model.itemsIn(column)}
                    start={index * model.columnWidth}
                    width={model.columnWidth}
                    scale={model.scale}
                    now={now}
                    activeItemId={place?.column === index ? place.itemId : null}
                    cursor={place?.column === index ? cursor : null}
                    preview={preview?.column === index ? preview : null}
                    leavingId={leavingId}
                    ghostTitle={model.byId.get(leavingId ?? '')?.title ?? ''}
                    bookable={props.onPick !== undefined}
                    titled={props.onColumn !== undefined}
                  />
                )
              );
            })}
          </div>
        </div>
      </div>
      <VisuallyHidden>
        <span id={help}>
          {t(props.onMove === undefined ? 'grid.help' : 'grid.help_with_moves')}
        </span>
        <span role="status">{grid.message}</span>
      </VisuallyHidden>
      {printing && <PrintList {...props} />}
    </div>
  );
}
