import { Button, Kbd } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import classes from './search.module.css';

const SearchDialog = lazy(() => import('./search-dialog'));

export interface SearchPage {
  to: NonNullable<LinkProps['to']>;
  label: string;
}

const KEYS = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K';

/** Opens the search from anywhere: by its button, or by Ctrl or ⌘ and K. */
export default function SearchControl({ pages }: { pages: readonly SearchPage[] }) {
  const { t } = useTranslation();
  // Where the focus was, for when nothing is chosen; `null` while the search is closed.
  const [from, setFrom] = useState<Element | null>(null);
  const open = () => setFrom(document.activeElement ?? document.body);
  const close = (chosen: boolean) => {
    setFrom(null);
    if (!chosen && from instanceof HTMLElement) {
      requestAnimationFrame(() => from.focus());
    }
  };
  // In fields too: it is a shortcut of the browser's kind, not a letter.
  useHotkeys([['mod+K', open]], []);
  return (
    <>
      <Button
        variant="default"
        className={classes.control}
        aria-keyshortcuts="Control+K Meta+K"
        aria-haspopup="dialog"
        onClick={open}
      >
        <IconSearch size={18} aria-hidden />
        <span className={classes.label}>{t('app.search')}</span>
        <Kbd size="xs" className={classes.keys} aria-hidden>
          {KEYS}
        </Kbd>
      </Button>
      {from !== null && (
        <Suspense fallback={null}>
          <SearchDialog pages={pages} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
