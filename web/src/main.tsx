import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { reloadForNewerBuild } from './app/newer-build';

const root = document.getElementById('root');
if (root === null) {
  throw new Error('index.html has no element with the id "root"');
}
reloadForNewerBuild();

// Browsers that know time zones by themselves need not load a library for it.
if (!('Temporal' in globalThis)) {
  await import('temporal-polyfill/global');
}
const { App } = await import('./app/app');

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
