import { useEffect, useRef, useState, type SyntheticEvent } from 'react';

import { fieldErrors, problemOf } from '@/shared/api/problem';
import { useUser } from '@/shared/session/use-session';

import { dropDraft, findDraft, keepDraft } from './drafts';
import { changesOf, isChanged, rebase } from './merge';

export interface Source<V> {
  values: V;
  /** As the API counts it; a form for something new has none. */
  version?: number;
}

export interface Saving<V> {
  values: V;
  changes: Partial<V>;
  /** For the header `If-Match`: what was read is what is changed. */
  ifMatch: string;
  /** The same for a repeated sending of the same values. */
  idempotencyKey: string;
}

export type Errors = Record<string, string>;

interface EntityFormOptions<V extends object, R> {
  /** Names the draft, such as `location:<id>`. */
  name: string;
  source: Source<V>;
  /** What is wrong before the server is asked, by field. */
  check?: (values: V) => Errors;
  save: (input: Saving<V>) => Promise<R>;
  /** What the server has now, after it refused a change of an older version. */
  reload?: () => Promise<Source<V>>;
  onSaved: (result: R) => void;
  /** The field of the form for the path of an error of the API. */
  fieldOf?: (path: string) => string;
}

export interface EntityForm<V extends object> {
  values: V;
  set: <K extends keyof V>(name: K, value: V[K]) => void;
  errorOf: (name: string) => string | undefined;
  submit: (event: SyntheticEvent) => void;
  discard: () => void;
  saving: boolean;
  changed: boolean;
  /** Unsaved values from before were put back. */
  restored: boolean;
  /** Someone else saved meanwhile; the fields that both changed. */
  clashes: string[] | null;
  /** A refusal that no field shows. */
  problem: unknown;
  /** Fields are marked. */
  marked: boolean;
  /** Counts refusals: the view moves the focus to the first marked field at each. */
  refusals: number;
}

function begin<V extends object>(key: string, source: Source<V>) {
  const draft = findDraft<V>(key);
  if (draft === undefined) {
    return { base: source, values: source.values, restored: false };
  }
  const { values } = rebase(draft.base, draft.values, source.values);
  return { base: source, values, restored: isChanged(source.values, values) };
}

function useWarningBeforeUnload(changed: boolean): void {
  useEffect(() => {
    if (!changed) {
      return undefined;
    }
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [changed]);
}

function useKeyOfContent(): (content: unknown) => string {
  const last = useRef({ content: '', key: '' });
  return (content) => {
    const text = JSON.stringify(content);
    if (text !== last.current.content) {
      last.current = { content: text, key: crypto.randomUUID() };
    }
    return last.current.key;
  };
}

/** A form over one thing of the API: drafts, marked fields, and changes that met others' changes. */
export function useEntityForm<V extends object, R>(
  options: EntityFormOptions<V, R>,
): EntityForm<V> {
  const { source, check } = options;
  const fieldOf = options.fieldOf ?? ((path: string) => path);
  const key = `${useUser()?.id ?? ''}:${options.name}`;
  const [state, setState] = useState(() => begin(key, source));
  const [errors, setErrors] = useState<Errors>({});
  const [problem, setProblem] = useState<unknown>(null);
  const [clashes, setClashes] = useState<string[] | null>(null);
  const [saving, setSaving] = useState(false);
  const [refusals, setRefusals] = useState(0);
  const keyOf = useKeyOfContent();
  const { base, values, restored } = state;
  const changed = isChanged(base.values, values);
  useWarningBeforeUnload(changed);

  const adopt = (fresh: Source<V>): string[] => {
    setState((now) => ({
      base: fresh,
      values: rebase(now.base.values, now.values, fresh.values).values,
      restored: false,
    }));
    return rebase(base.values, values, fresh.values).clashes;
  };
  if (source.version !== undefined && source.version > (base.version ?? 0)) {
    adopt(source);
  }

  const refuse = (marked: Errors, reason: unknown) => {
    setErrors(marked);
    setProblem(reason);
    setRefusals((count) => count + 1);
  };
  const send = async () => {
    const changes = changesOf(base.values, values);
    const ifMatch = `"${base.version ?? 0}"`;
    try {
      const result = await options.save({
        values,
        changes,
        ifMatch,
        idempotencyKey: keyOf(values),
      });
      dropDraft(key);
      // What was typed while it was on its way stays, and is not saved yet.
      setState((now) => ({ ...now, base: { ...now.base, values }, restored: false }));
      setClashes(null);
      options.onSaved(result);
    } catch (error) {
      if (problemOf(error).status === 412 && options.reload !== undefined) {
        setClashes(adopt(await options.reload()));
        return;
      }
      const marked = Object.fromEntries(
        Object.entries(fieldErrors(error)).map(([path, text]) => [fieldOf(path), text]),
      );
      const shown = Object.keys(marked).filter((path) => (path.split('.')[0] ?? '') in values);
      refuse(marked, shown.length > 0 ? null : error);
    }
  };
  return {
    values,
    changed,
    restored,
    saving,
    clashes,
    problem,
    refusals,
    marked: Object.keys(errors).length > 0,
    errorOf: (name) =>
      errors[name] ?? Object.entries(errors).find(([path]) => path.startsWith(`${name}.`))?.[1],
    set: (name, value) => {
      const next = { ...values, [name]: value };
      setState({ base, values: next, restored });
      if (isChanged(base.values, next)) {
        keepDraft(key, { base: base.values, values: next });
      } else {
        dropDraft(key);
      }
      setErrors((known) => withoutField(known, String(name)));
    },
    discard: () => {
      dropDraft(key);
      setState({ base, values: base.values, restored: false });
      setErrors({});
      setProblem(null);
      setClashes(null);
    },
    submit: (event) => {
      event.preventDefault();
      if (saving) {
        return;
      }
      setProblem(null);
      const found = check?.(values) ?? {};
      if (Object.keys(found).length > 0) {
        refuse(found, null);
        return;
      }
      setErrors({});
      setSaving(true);
      void send()
        .catch(setProblem)
        .finally(() => setSaving(false));
    },
  };
}

function withoutField(errors: Errors, name: string): Errors {
  return Object.fromEntries(
    Object.entries(errors).filter(([path]) => path !== name && !path.startsWith(`${name}.`)),
  );
}
