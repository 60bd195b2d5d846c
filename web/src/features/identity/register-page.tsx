import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';

import { ButtonLink, TextLink } from '@/shared/ui/link';

import { AccountPage } from './account-page';
import { DoctorForm } from './doctor-form';
import { RegisterForm } from './register-form';
import { useEntrance } from './sign-in-page';

interface RegisterPageProps {
  as: 'patient' | 'doctor';
  next: string | undefined;
}

export function RegisterPage({ as, next }: RegisterPageProps) {
  const { t } = useTranslation('identity');
  const enter = useEntrance(next);
  const [awaiting, setAwaiting] = useState<string | null>(null);
  if (awaiting !== null) {
    return (
      <AccountPage key="awaiting" title={t('register.awaiting_title')}>
        <Stack align="flex-start">
          <Text>{t('register.awaiting_text', { email: awaiting })}</Text>
          <ButtonLink to="/today">{t('register.awaiting_next')}</ButtonLink>
        </Stack>
      </AccountPage>
    );
  }
  return (
    <AccountPage
      key={as}
      title={t(`register.${as}_title`)}
      description={t(`register.${as}_description`)}
      beside={
        <Stack gap="xs">
          <Text size="sm">
            <Trans
              t={t}
              i18nKey="register.have_account"
              components={{ a: <TextLink to="/sign-in" search={{ next }} underline="always" /> }}
            />
          </Text>
          <Text size="sm">
            <Trans
              t={t}
              i18nKey={as === 'doctor' ? 'register.to_patient' : 'register.to_doctor'}
              components={{
                a: (
                  <TextLink
                    to="/register"
                    search={as === 'doctor' ? {} : { as: 'doctor' }}
                    underline="always"
                  />
                ),
              }}
            />
          </Text>
        </Stack>
      }
    >
      {as === 'doctor' ? (
        <DoctorForm onDone={setAwaiting} onSignedIn={enter} />
      ) : (
        <RegisterForm onDone={enter} />
      )}
    </AccountPage>
  );
}
