import { readdirSync } from 'node:fs';

import js from '@eslint/js';
import query from '@tanstack/eslint-plugin-query';
import i18next from 'eslint-plugin-i18next';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const features = readdirSync(new URL('./src/features', import.meta.url));

/** Imports run one way: shared → features → app; a feature knows shared code and its own. */
function forbid(files, patterns) {
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: patterns.map((group) => ({ group: [group] })) },
      ],
    },
  };
}

export default defineConfig(
  { ignores: ['src/client', 'src/app/route-tree.gen.ts', 'test-results', 'playwright-report'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  query.configs['flat/recommended'],
  reactHooks.configs.flat['recommended-latest'],
  jsxA11y.flatConfigs.strict,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // The router stops a load by throwing its redirects.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A day and an hour of index signatures are read with a check anyway.
      '@typescript-eslint/no-invalid-void-type': 'off',
      'max-lines': ['error', { max: 400, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, IIFEs: true }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.tsx'],
    ignores: ['src/**/*.test.tsx'],
    plugins: { i18next },
    rules: {
      'i18next/no-literal-string': [
        'error',
        {
          mode: 'jsx-only',
          'jsx-attributes': {
            include: ['label', 'title', 'description', 'placeholder', 'aria-label', 'alt'],
          },
          words: { exclude: ['[^A-Za-z]*', 'Praxis'] },
        },
      ],
    },
  },
  {
    files: ['**/*.test.{ts,tsx}', 'e2e/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  { files: ['*.js', 'public/*.js'], extends: [tseslint.configs.disableTypeChecked] },
  forbid(['src/shared/**'], ['@/features/*', '@/features/**', '@/app/**']),
  ...features.map((feature) =>
    forbid(
      [`src/features/${feature}/**`],
      [
        '@/app/**',
        ...features.filter((other) => other !== feature).map((other) => `@/features/${other}/**`),
      ],
    ),
  ),
);
