/**
 * Builds the bench page as the app is built, so that what is measured is what people get:
 * `npx vite build --config src/shared/calendar/bench/vite.config.ts --outDir <folder>`.
 */

import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('../../..', import.meta.url)) } },
  build: { emptyOutDir: true, target: 'es2023' },
});
