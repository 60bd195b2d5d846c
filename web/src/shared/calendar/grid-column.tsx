import { Fragment, memo, useMemo, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '@/shared/time/use-format';
import type { Instant } from '@/shared/time/zones';

import { extentOf, instantAt, nowMinute, type Extent } from './axis';
import type { Preview } from './geometry';
import { layoutColumn, openExtents, type Placed } from './layout';
import classes from './time-grid.module.css';
import type { TimeGridColumn, TimeGridItem } from './types';

export interface Scale {
  range: Extent;
  pixelsPerMinute: number;
  /** Blocks look no lower than this. */
  minMinutes: number;
}

/** The free cell that holds the focus, or would. */
export interface Cursor extends Extent {
  label: string;
}

interface GridColumnProps {
  column: TimeGridColumn;
  index: number;
  items: readonly TimeGridItem[];
  start: number;
  width: number;
  scale: Scale;
  now: Instant | undefined;
  /** The block that the tab key reaches. */
  activeItemId: string | null;
  cursor: Cursor | null;
  preview: Preview | null;
  /** The block that is being moved, wherever it would go. */
  leavingId: string | null;
  /** What the block under the hand is called. */
  ghostTitle: string;
  bookable: boolean;
  titled: boolean;
}

function block({ range, pixelsPerMinute, minMinutes }: Scale, { from, to }: Extent): CSSProperties {
  const low = Math.max(from, range.from);
  const high = Math.min(Math.max(to, from + minMinutes), range.to);
  return {
    top: (low - range.from) * pixelsPerMinute,
    height: Math.max(high - low, 0) * pixelsPerMinute,
  };
}

function share({ lane, span, lanes }: Placed<unknown>): CSSProperties {
  return { insetInlineStart: `${(lane / lanes) * 100}%`, width: `${(span / lanes) * 100}%` };
}

export const GridColumn = memo(function GridColumn(props: GridColumnProps) {
  const { column, index, items, start, width, scale, activeItemId, leavingId } = props;
  const layout = useMemo(
    () => layoutColumn(column, items, scale.minMinutes),
    [column, items, scale.minMinutes],
  );
  const open = useMemo(() => openExtents(column, column.open), [column]);
  const at = props.now === undefined ? null : nowMinute(column, props.now);
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      aria-current={column.current === true ? 'date' : undefined}
      className={`${classes.column} ${column.current === true ? classes.current : ''}`}
      style={{ insetInlineStart: start, width }}
    >
      <Head column={column} titled={props.titled} />
      <div
        role="presentation"
        className={`${classes.day} ${props.bookable ? classes.bookable : ''}`}
      >
        {open.map((extent) => (
          <div key={extent.from} className={classes.open} style={block(scale, extent)} />
        ))}
        {column.bands?.map((band) => (
          <div
            key={`${band.startsAt} ${band.label}`}
            className={classes.band}
            style={block(scale, extentOf(column, band))}
          >
            {band.label}
          </div>
        ))}
        <div className={classes.lines} />
        {[...layout.behind, ...layout.front].map((placed) => (
          <GridItem
            key={placed.item.id}
            placed={placed}
            zone={column.zone}
            scale={scale}
            active={placed.item.id === activeItemId}
            leaving={placed.item.id === leavingId}
          />
        ))}
        {props.cursor !== null && (
          <div
            role="gridcell"
            className={classes.cell}
            style={{ ...block(scale, props.cursor), insetInline: 0, pointerEvents: 'none' }}
          >
            <button
              type="button"
              className={classes.cursor}
              data-cursor
              aria-label={props.cursor.label}
            />
          </div>
        )}
        {props.preview !== null && (
          <Ghost column={column} preview={props.preview} scale={scale} title={props.ghostTitle} />
        )}
        {at !== null && scale.range.from <= at && at <= scale.range.to && (
          <div
            className={classes.now}
            style={{ top: (at - scale.range.from) * scale.pixelsPerMinute }}
          />
        )}
      </div>
    </div>
  );
});

function Head({ column, titled }: { column: TimeGridColumn; titled: boolean }) {
  const { t } = useTranslation('calendar');
  const notes = column.bands?.map(({ label }) => label).join(', ') ?? '';
  const label = column.label ?? [column.title, column.subtitle].filter(Boolean).join(', ');
  return (
    <div
      role="rowheader"
      className={classes.head}
      aria-label={titled ? undefined : [label, notes].filter(Boolean).join('. ')}
    >
      {titled ? (
        <button type="button" className={classes.titleButton} data-column={column.id}>
          <span aria-hidden>{column.title}</span>
          <span className={classes.spoken}>{t('grid.open_column', { column: label })}</span>
        </button>
      ) : (
        <span className={classes.title}>{column.title}</span>
      )}
      {column.subtitle !== undefined && <span className={classes.subtitle}>{column.subtitle}</span>}
    </div>
  );
}

interface GridItemProps {
  placed: Placed<TimeGridItem>;
  zone: string;
  scale: Scale;
  active: boolean;
  leaving: boolean;
}

const LINE_PX = 16.5;

/** How many lines fit under the first. */
function linesBelow({ height }: CSSProperties): number {
  return Math.max(Math.floor((Number(height) - 4) / LINE_PX) - 1, 1);
}

/** Two lines of text need this height. */
const TWO_LINES_PX = 38;

const GridItem = memo(function GridItem({ placed, zone, scale, active, leaving }: GridItemProps) {
  const format = useFormat();
  const { item } = placed;
  const { icon: Icon } = item;
  const box = block(scale, placed);
  const roomy = Number(box.height) >= TWO_LINES_PX;
  const time = item.time ?? format.time(item.startsAt, zone);
  return (
    <div role="gridcell" className={classes.cell} style={{ ...box, ...share(placed) }}>
      <button
        type="button"
        className={classes.item}
        data-item={item.id}
        data-over={item.over === true || undefined}
        data-background={item.background === true || undefined}
        data-leaving={leaving || undefined}
        tabIndex={active ? 0 : -1}
        style={colours(item.color)}
      >
        <span aria-hidden>
          <span className={classes.text}>
            {Icon !== undefined && (
              <span className={classes.icon}>
                <Icon size={12} aria-hidden />
              </span>
            )}
            <bdi className={classes.name}>{item.title}</bdi>
            {!roomy && <span> {time}</span>}
          </span>
          {roomy && (
            <span className={classes.more} style={{ WebkitLineClamp: linesBelow(box) }}>
              {time}
              {item.detail !== undefined && (
                <>
                  {' · '}
                  <bdi>{item.detail}</bdi>
                </>
              )}
            </span>
          )}
        </span>
        <span className={classes.spoken}>{item.label}</span>
      </button>
      {item.resizable === true && (
        <Fragment>
          <span className={classes.edge} data-edge="start" data-of={item.id} />
          <span className={classes.edge} data-edge="end" data-of={item.id} />
        </Fragment>
      )}
    </div>
  );
});

const styles = new Map<string, CSSProperties>();

function colours(color: string): CSSProperties {
  let style = styles.get(color);
  if (style === undefined) {
    const shade = (number: number) => `var(--mantine-color-${color}-${number})`;
    style = {
      '--item-fill': `light-dark(${shade(0)}, color-mix(in srgb, ${shade(9)} 35%, var(--mantine-color-dark-7)))`,
      '--item-line': `light-dark(${shade(4)}, ${shade(7)})`,
      '--item-text': `light-dark(color-mix(in srgb, ${shade(9)} 60%, black), ${shade(1)})`,
    } as CSSProperties;
    styles.set(color, style);
  }
  return style;
}

function Ghost({
  column,
  preview,
  scale,
  title,
}: {
  column: TimeGridColumn;
  preview: Preview;
  scale: Scale;
  title: string;
}) {
  const format = useFormat();
  return (
    <div className={classes.ghost} style={block(scale, preview)} aria-hidden>
      {format.timeRange(
        instantAt(column, preview.from),
        instantAt(column, preview.to),
        column.zone,
      )}{' '}
      {title}
    </div>
  );
}
