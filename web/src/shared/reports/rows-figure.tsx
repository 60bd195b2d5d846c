import type { ChartLink } from '@/shared/charts/types';
import { TextLink } from '@/shared/ui/link';

interface RowsFigureProps {
  text: string;
  /** Absent where nothing stands behind the figure. */
  link: ChartLink | null;
}

/** A figure of a table, as a link to its rows. */
export function RowsFigure({ text, link }: RowsFigureProps) {
  return link === null ? (
    text
  ) : (
    <TextLink {...link} size="sm">
      <bdi>{text}</bdi>
    </TextLink>
  );
}
