import { TextInput, type TextInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useFocusOnMount } from './use-focus-on-mount';

/** A code of the authenticator app, which phones offer to fill in. */
export function CodeField(props: TextInputProps) {
  const { t } = useTranslation('security');
  const field = useFocusOnMount();
  return (
    <TextInput
      ref={field}
      label={t('code.label')}
      description={t('code.hint')}
      autoComplete="one-time-code"
      inputMode="numeric"
      maxLength={10}
      spellCheck={false}
      required
      {...props}
    />
  );
}
