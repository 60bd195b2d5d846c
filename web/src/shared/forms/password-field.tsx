import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useState, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';

interface PasswordFieldProps extends PasswordInputProps {
  /** `new` says beforehand what a password must be; `repeat` is the same one again. */
  purpose: 'current' | 'new' | 'repeat';
}

export function PasswordField({ purpose, description, ...others }: PasswordFieldProps) {
  const { t } = useTranslation('identity');
  const [visible, setVisible] = useState(false);
  return (
    <PasswordInput
      label={t('field.password')}
      description={description ?? (purpose === 'new' ? t('password.rule') : undefined)}
      autoComplete={purpose === 'current' ? 'current-password' : 'new-password'}
      spellCheck={false}
      visible={visible}
      onVisibilityChange={setVisible}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{
        'aria-label': t('password.show'),
        // Screen readers click without a mouse; the kit listens to the mouse only.
        onClick: ({ detail }: MouseEvent) => detail === 0 && setVisible(!visible),
      }}
      {...others}
    />
  );
}
