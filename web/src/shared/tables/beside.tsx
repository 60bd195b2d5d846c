/** What is open beside a list stands in the address: `?edit=<id>`, `?edit=new`, a tab of it in `part`. */

import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useCallback, type ReactNode } from 'react';

import { ButtonLink, TextLink } from '@/shared/ui/link';

import { textParam } from './search';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Opened from the list: closing goes back to it. */
    besideList?: boolean;
  }
}

interface BesideLinkProps {
  edit: string;
  children: ReactNode;
  'aria-label'?: string;
}

function target(edit: string) {
  return {
    to: '.',
    search: ((previous: object) => ({ ...previous, edit, part: undefined })) as never,
    state: { besideList: true },
    resetScroll: false,
  } as const;
}

export function BesideLink({ edit, ...props }: BesideLinkProps) {
  return <TextLink fw={600} {...target(edit)} {...props} />;
}

export function BesideButton({ edit, ...props }: BesideLinkProps & { leftSection?: ReactNode }) {
  return <ButtonLink {...target(edit)} {...props} />;
}

interface Beside {
  edit: string | undefined;
  close: () => void;
}

export function useBeside(): Beside {
  const search = useSearch({ strict: false }) as unknown as { edit?: unknown };
  const navigate = useNavigate();
  const router = useRouter();
  const close = useCallback(() => {
    if (router.state.location.state.besideList === true) {
      router.history.back();
      return;
    }
    void navigate({
      to: '.',
      search: ((previous: object) => ({
        ...previous,
        edit: undefined,
        part: undefined,
      })) as never,
      replace: true,
      resetScroll: false,
    });
  }, [navigate, router]);
  return { edit: textParam(search.edit), close };
}
