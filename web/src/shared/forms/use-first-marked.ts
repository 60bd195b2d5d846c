import { useEffect, useRef, type RefObject } from 'react';

/** Brings the focus to the first marked field of the form at each refusal. */
export function useFirstMarked(refusals: number): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusals > 0) {
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }, [refusals]);
  return form;
}
