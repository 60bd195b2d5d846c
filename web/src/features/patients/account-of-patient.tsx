import { Button, Card, Group, Select, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { updatePatient, type PatientRead } from '@/client';
import { getPatientQueryKey, listUsersOptions } from '@/client/@tanstack/react-query.gen';
import { BusyButton } from '@/shared/forms/busy-button';
import { notifyDone } from '@/shared/ui/notify';
import { ProblemAlert } from '@/shared/ui/problem-alert';

const PAUSE_MS = 250;
const MIN_LETTERS = 2;
const SHOWN = 10;

function useAccounts(typed: string) {
  const [q] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const { data } = useQuery({
    ...listUsersOptions({ query: { q, role: 'patient', active: true, limit: SHOWN } }),
    enabled: q.length >= MIN_LETTERS,
    placeholderData: keepPreviousData,
  });
  return q.length >= MIN_LETTERS ? (data?.items ?? []) : [];
}

/** Whose account holds the patient. Only administrators see accounts, so only they choose one. */
export function AccountOfPatient({ patient }: { patient: PatientRead }) {
  const { t } = useTranslation(['desk', 'common']);
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const accounts = useAccounts(typed);
  const link = useMutation({
    mutationFn: async (userId: string | null) => {
      const { data } = await updatePatient({
        path: { patient_id: patient.id },
        headers: { 'if-match': `"${patient.version}"` },
        body: { user_id: userId },
      });
      return data;
    },
    onSuccess: (saved, userId) => {
      client.setQueryData(getPatientQueryKey({ path: { patient_id: saved.id } }), saved);
      setChosen(null);
      setTyped('');
      notifyDone(t(userId === null ? 'file.unlinked' : 'file.linked'));
    },
    onError: () => {
      const queryKey = getPatientQueryKey({ path: { patient_id: patient.id } });
      void client.invalidateQueries({ queryKey });
    },
  });
  return (
    <Card withBorder padding="md" component="section" aria-labelledby="patient-account">
      <Title order={2} fz="lg" id="patient-account">
        {t('fields.account')}
      </Title>
      <Stack gap="sm" mt="xs">
        <Text size="sm">{t(patient.has_account ? 'file.account_yes' : 'file.account_no')}</Text>
        {link.error !== null && <ProblemAlert error={link.error} />}
        <Group align="flex-end" gap="sm">
          <Select
            label={t('file.account_find')}
            description={t('file.account_hint')}
            searchable
            comboboxProps={{ withinPortal: false }}
            searchValue={typed}
            onSearchChange={setTyped}
            value={chosen}
            onChange={setChosen}
            filter={({ options }) => options}
            nothingFoundMessage={typed.trim().length >= MIN_LETTERS ? t('patient.none') : undefined}
            data={accounts.map(({ id, full_name, email }) => ({
              value: id,
              label: `${full_name} (${email})`,
            }))}
            style={{ flex: '1 1 18rem' }}
          />
          <BusyButton
            variant="default"
            busy={link.isPending}
            aria-disabled={chosen === null}
            onClick={() => {
              if (chosen !== null) {
                link.mutate(chosen);
              }
            }}
          >
            {t('file.link')}
          </BusyButton>
          {patient.has_account && (
            <Button variant="subtle" color="red" onClick={() => link.mutate(null)}>
              {t('file.unlink')}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  );
}
