import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { replaceRecoveryCodes } from '@/client';
import { getMyFactorsOptions, getMyFactorsQueryKey } from '@/client/@tanstack/react-query.gen';
import { SecurityProblem } from '@/shared/security/security-problem';
import { QueryProblem } from '@/shared/ui/query-problem';

import { PasskeyList } from './passkey-list';
import { RecoveryCodes } from './recovery-codes';
import { Section } from './section';
import { SessionList } from './session-list';
import { TotpSetting } from './totp-setting';

/** What one signs in with besides the password, and where one is signed in. */
export function SecuritySection() {
  const { t } = useTranslation('security');
  const queries = useQueryClient();
  const query = useQuery(getMyFactorsOptions());
  const [codes, setCodes] = useState<string[] | null>(null);
  const changed = async (made: string[] | null = null) => {
    if (made !== null) {
      setCodes(made);
    }
    await queries.invalidateQueries({ queryKey: getMyFactorsQueryKey() });
  };
  const renew = useMutation({
    mutationFn: async () => (await replaceRecoveryCodes()).data.recovery_codes,
    onSuccess: changed,
  });
  const factors = query.data;
  const has =
    factors !== undefined && (factors.totp_added_at !== null || factors.passkeys.length > 0);
  return (
    <div id="security">
      <Section title={t('title')}>
        <QueryProblem query={query} />
        {factors !== undefined && (
          <Stack gap="lg">
            {factors.required && !has && (
              <Alert color="yellow" variant="light">
                {t('required')}
              </Alert>
            )}
            {codes !== null && <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />}
            <TotpSetting addedAt={factors.totp_added_at} onChanged={changed} />
            <PasskeyList
              passkeys={factors.passkeys}
              available={factors.passkeys_available}
              onChanged={changed}
            />
            {has && (
              <Stack gap="xs">
                <Title order={3} size="h5">
                  {t('codes.list')}
                </Title>
                <SecurityProblem error={renew.error} />
                <Group justify="space-between">
                  <Text size="sm">{t('codes.left', { count: factors.recovery_codes_left })}</Text>
                  <Button
                    variant="default"
                    size="xs"
                    loading={renew.isPending}
                    onClick={() => renew.mutate()}
                  >
                    {t('codes.renew')}
                  </Button>
                </Group>
              </Stack>
            )}
            <SessionList />
          </Stack>
        )}
      </Section>
    </div>
  );
}
