import type { UseFormReturnType } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import type { SyntheticEvent } from 'react';

import { fieldProblems } from './field-problems';

interface FormSend {
  onSubmit: (event?: SyntheticEvent<HTMLFormElement>) => void;
  pending: boolean;
  /** What no field of the form can show; show it with `ProblemAlert`. */
  error: unknown;
}

/**
 * Sends a form once at a time. Objections go to their fields, and the focus to the first of them;
 * what was typed stays.
 */
export function useFormSend<Values extends object>(
  form: UseFormReturnType<Values>,
  send: (values: Values) => Promise<unknown>,
  aliases: Record<string, string> = {},
): FormSend {
  const names = Object.keys(form.getValues());
  const focusFirst = (errors: object) => {
    const first = names.find((name) => name in errors);
    if (first !== undefined) {
      form.getInputNode(first)?.focus();
    }
  };
  const { mutate, isPending, error } = useMutation({
    mutationFn: send,
    onError: (fault) => {
      const { fields } = fieldProblems(fault, names, aliases);
      form.setErrors(fields);
      focusFirst(fields);
    },
  });
  return {
    onSubmit: form.onSubmit((values) => {
      if (!isPending) {
        mutate(values);
      }
    }, focusFirst),
    pending: isPending,
    error: error !== null && fieldProblems(error, names, aliases).rest ? error : null,
  };
}
