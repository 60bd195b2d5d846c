import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';

import { getRecordDraft, saveRecordDraft, type DraftRead } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { saveBeforeSignOut } from '@/shared/session/last-words';
import { whenAnotherSignsIn } from '@/shared/session/session';

import { Autosave, type Compare, type Save } from './autosave';
import { contentOf, draftOf, EMPTY, sameContent, type Content } from './content';
import { mayOutliveThePage } from './keepalive';

interface Unsent {
  version: number;
  values: Content;
}

/** Last words of pages that were left: on their way, and those that did not get through. */
const onTheirWay = new Map<string, Promise<void>>();
const unsent = new Map<string, Unsent>();

// They are their typist's alone, who may have to sign in again before they are sent.
whenAnotherSignsIn(() => unsent.clear());

export async function findStoredDraft(appointmentId: string): Promise<DraftRead | null> {
  await onTheirWay.get(appointmentId);
  return readDraft(appointmentId);
}

async function readDraft(appointmentId: string): Promise<DraftRead | null> {
  try {
    const { data } = await getRecordDraft({ path: { appointment_id: appointmentId } });
    return data;
  } catch (error) {
    if (problemOf(error).status === 404) {
      return null;
    }
    throw error;
  }
}

/** What was typed before, once a visit is opened; from then on this page knows best. */
export function useStoredDraft(appointmentId: string, enabled: boolean) {
  return useQuery({
    queryKey: ['record-draft', appointmentId],
    queryFn: () => findStoredDraft(appointmentId),
    enabled,
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

function saveTo(appointmentId: string): Save<Content> {
  return async (values, version, leaving) => {
    const body = draftOf(values);
    const { data } = await saveRecordDraft({
      path: { appointment_id: appointmentId },
      headers: { 'if-match': `"${version}"` },
      body,
      // A longer one is sent all the same; until it is answered, `warn` keeps the page.
      keepalive: leaving && mayOutliveThePage(body),
    });
    return { version: data.version, savedAt: data.saved_at };
  };
}

function compareTo(appointmentId: string): Compare<Content> {
  return {
    isSame: sameContent,
    read: async () => {
      const draft = await readDraft(appointmentId);
      return draft && { version: draft.version, savedAt: draft.saved_at, values: contentOf(draft) };
    },
  };
}

async function leave(appointmentId: string, autosave: Autosave<Content>, values: Content) {
  const last = autosave.flush(true);
  onTheirWay.set(appointmentId, last);
  await last;
  if (autosave.dirty) {
    unsent.set(appointmentId, { version: autosave.version, values });
  }
  if (onTheirWay.get(appointmentId) === last) {
    onTheirWay.delete(appointmentId);
  }
}

export type Update = (change: (content: Content) => Content) => void;

/** The text of a record in the making, kept as it is typed. */
export function useDraft(appointmentId: string, stored: DraftRead | null) {
  const [start] = useState(() => {
    const mine = unsent.get(appointmentId);
    const values = mine?.values ?? (stored === null ? EMPTY : contentOf(stored));
    const version = mine?.version ?? stored?.version ?? 0;
    const autosave = new Autosave<Content>(saveTo(appointmentId), compareTo(appointmentId), {
      version,
      savedAt: stored?.saved_at ?? null,
    });
    return { values, autosave, waiting: mine !== undefined };
  });
  const { autosave } = start;
  const [content, setContent] = useState(start.values);
  const latest = useRef(start.values);
  const status = useSyncExternalStore(autosave.subscribe, autosave.status);

  const update: Update = useCallback(
    (change) => {
      latest.current = change(latest.current);
      setContent(latest.current);
      autosave.change(latest.current);
    },
    [autosave],
  );

  useEffect(() => {
    unsent.delete(appointmentId);
    if (start.waiting) {
      autosave.change(latest.current);
    }
    const hide = () => {
      if (document.visibilityState === 'hidden') {
        void autosave.flush(true);
      }
    };
    const warn = (event: BeforeUnloadEvent) => {
      if (autosave.dirty) {
        event.preventDefault();
      }
    };
    document.addEventListener('visibilitychange', hide);
    window.addEventListener('beforeunload', warn);
    const forget = saveBeforeSignOut(() => autosave.flush(true));
    return () => {
      forget();
      document.removeEventListener('visibilitychange', hide);
      window.removeEventListener('beforeunload', warn);
      void leave(appointmentId, autosave, latest.current);
    };
  }, [appointmentId, autosave, start]);

  return { content, update, autosave, status };
}
