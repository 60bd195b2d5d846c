import {
  createTheme,
  DEFAULT_THEME,
  mergeMantineTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';

/** Deep teal; shade 7 on white and shade 3 on the dark body both pass 4.5:1. */
const praxis: MantineColorsTuple = [
  '#e8f7f5',
  '#d3ece9',
  '#a6dad4',
  '#75c8be',
  '#4db7ab',
  '#34a698',
  '#1d8f83',
  '#0b6e66',
  '#085b55',
  '#034741',
];

export const theme = mergeMantineTheme(
  DEFAULT_THEME,
  createTheme({
    colors: { praxis },
    primaryColor: 'praxis',
    primaryShade: { light: 7, dark: 7 },
    autoContrast: true,
    defaultRadius: 'md',
    cursorType: 'pointer',
    fontFamily:
      'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Bengali", Vrinda, sans-serif',
    headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.75rem', lineHeight: '1.25' } } },
    components: {
      // A menu may hold nothing but its items, and belongs to the part of the page that opens it.
      Menu: { defaultProps: { withInitialFocusPlaceholder: false, withinPortal: false } },
    },
  }),
);

const TINTED = ['praxis', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'grape', 'gray'];

function tints(shade: (color: string) => string): Record<string, string> {
  return Object.fromEntries(
    TINTED.flatMap((color) => [
      [`--mantine-color-${color}-light-color`, shade(color)],
      [`--mantine-color-${color}-outline`, shade(color)],
      [`--mantine-color-${color}-text`, shade(color)],
    ]),
  );
}

/** Even the darkest green and yellow of the kit miss 4.5:1 on their own light tint. */
function darkened(color: string): string {
  return `color-mix(in srgb, var(--mantine-color-${color}-9) 70%, black)`;
}

/** The kit's own dimmed, error and tinted texts miss WCAG's 4.5:1; these reach it. */
export const contrast: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...tints(darkened),
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-color-anchor': 'var(--mantine-color-praxis-7)',
  },
  dark: {
    ...tints((color) => `var(--mantine-color-${color}-2)`),
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-color-anchor': 'var(--mantine-color-praxis-3)',
  },
});
