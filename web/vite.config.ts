import { fileURLToPath } from 'node:url';

import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.PRAXIS_SERVER ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [tanstackRouter(), react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // Several development servers of one checkout must not share a cache.
  cacheDir: process.env.VITE_CACHE_DIR ?? 'node_modules/.vite',
  // The server puts a fresh nonce in the place of this word with every answer.
  html: { cspNonce: '__PRAXIS_NONCE__' },
  build: {
    outDir: '../src/praxis/web/dist',
    emptyOutDir: true,
    target: 'es2023',
    // A data: address for a small asset would need an exception in the content policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every page needs, in one file: dozens of small ones compress badly, and each
            // page's list of them would have to be sent as well.
            { name: 'app', test: /[\\/]src[\\/]app[\\/]app\.tsx$/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      // The server lets pages of its own host open it: it must hear which host the page is of.
      '/api/v1/ws': { target: server, ws: true },
      '/api': { target: server, changeOrigin: true },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['./src/shared/testing/setup.ts'],
    // A zone that is neither the practice's nor UTC, so that a forgotten zone shows.
    env: { TZ: 'Pacific/Chatham' },
  },
});
