import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';

import { useRoving } from './use-roving';

function Chart({ columns }: { columns: readonly number[] }) {
  const { chart, mark } = useRoving<HTMLOListElement>(
    columns.map((column) => ({ row: 0, column })),
  );
  return (
    <ol {...chart}>
      {columns.map((column) => (
        <li key={column}>
          <a href={`#${column}`} {...mark(0, column)}>
            {column}
          </a>
        </li>
      ))}
    </ol>
  );
}

const stops = () =>
  screen
    .queryAllByRole('link')
    .filter(({ tabIndex }) => tabIndex === 0)
    .map(({ textContent }) => textContent);

afterEach(cleanup);

it('leaves the tab stop where the arrow keys went', async () => {
  const { rerender } = render(<Chart columns={[0, 1, 2]} />);
  expect(stops()).toEqual(['0']);
  await userEvent.tab();
  await userEvent.keyboard('{End}');
  expect(screen.getByText('2')).toHaveFocus();
  rerender(<Chart columns={[0, 1, 2, 3]} />);
  expect(stops()).toEqual(['2']);
});

it('has a tab stop still when the mark that had it is gone', async () => {
  const { rerender } = render(<Chart columns={[0, 1, 2]} />);
  await userEvent.tab();
  await userEvent.keyboard('{End}');
  rerender(<Chart columns={[0, 1]} />);
  expect(stops()).toEqual(['0']);
});

it('begins with the first mark, whichever it is', () => {
  render(<Chart columns={[1, 2]} />);
  expect(stops()).toEqual(['1']);
});

it('has one when marks come after none', () => {
  const { rerender } = render(<Chart columns={[]} />);
  expect(stops()).toEqual([]);
  rerender(<Chart columns={[4, 5]} />);
  expect(stops()).toEqual(['4']);
});
