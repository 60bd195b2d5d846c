/**
 * The colours of charts, for those who see few of them too.
 *
 * Series: Okabe and Ito, "Color Universal Design" (jfly.uni-koeln.de/color), of their eight those that
 * stand out from the page by 3:1, which differ between light and dark. Levels: Paul Tol's YlOrBr
 * (personal.sron.nl/~pault), which grows darker (on dark pages lighter) evenly. The values stand in
 * `charts.module.css`. No chart says anything by colour alone.
 */
export const SERIES = {
  first: 'var(--praxis-series-first)',
  second: 'var(--praxis-series-second)',
  third: 'var(--praxis-series-third)',
  /** For what is left over. */
  rest: 'var(--praxis-series-rest)',
} as const;

export type SeriesColor = keyof typeof SERIES;

/** Levels of the heat map beside "none". */
export const LEVELS = 5;
