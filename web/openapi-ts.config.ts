import { defineConfig } from '@hey-api/openapi-ts';

export default defineConfig({
  // Written by `praxis openapi`; script/generate does both steps.
  input: process.env.PRAXIS_OPENAPI ?? '../var/openapi.json',
  output: { path: process.env.PRAXIS_CLIENT ?? './src/client', clean: true },
  parser: {
    hooks: {
      operations: {
        // They read, with what is searched for in the body: names belong in no address.
        getKind: ({ path }) => (path.endsWith('/search') ? ['query'] : undefined),
      },
    },
  },
  plugins: [
    { name: '@hey-api/client-fetch', throwOnError: true },
    { name: '@hey-api/sdk' },
    { name: '@tanstack/react-query', queryOptions: true, mutationOptions: true },
    { name: '@hey-api/typescript', enums: false },
  ],
});
