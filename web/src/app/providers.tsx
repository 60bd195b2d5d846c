import { DirectionProvider, localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { queryClient } from '@/shared/api/query-client';
import { directionOf } from '@/shared/i18n/i18n';
import { Prove } from '@/shared/security/prove';
import { PageSkeleton } from '@/shared/ui/page-skeleton';

import { Notices } from './notices';
import { contrast, theme } from './theme';

const colorScheme = localStorageColorSchemeManager({ key: 'praxis-color-scheme' });

/** The nonce of this answer of the server; style elements made at run time must carry it. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

Object.assign(globalThis, { __webpack_nonce__: styleNonce() });

export function Providers({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const direction = directionOf(i18n.language);
  return (
    <QueryClientProvider client={queryClient}>
      <DirectionProvider key={direction} initialDirection={direction} detectDirection={false}>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={contrast}
          colorSchemeManager={colorScheme}
          defaultColorScheme="auto"
          getStyleNonce={styleNonce}
        >
          <DatesProvider settings={{ locale: i18n.language.slice(0, 2), firstDayOfWeek: 1 }}>
            <Suspense fallback={<PageSkeleton />}>{children}</Suspense>
            <Prove />
            <Notices />
          </DatesProvider>
        </MantineProvider>
      </DirectionProvider>
    </QueryClientProvider>
  );
}
