import { Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { getAppointment, updateAppointment, type AppointmentRead } from '@/client';
import { showChanged } from '@/shared/appointments/cache';
import { EntityFormView } from '@/shared/forms/entity-form';
import { useEntityForm } from '@/shared/forms/use-entity-form';
import { notifyDone } from '@/shared/ui/notify';

const FIELDS = ['reason', 'symptoms', 'notes'] as const;
const LONGEST = 4000;

type Words = Record<(typeof FIELDS)[number], string>;

function wordsOf(visit: AppointmentRead): Words {
  return {
    reason: visit.reason ?? '',
    symptoms: visit.symptoms ?? '',
    notes: visit.notes ?? '',
  };
}

function sent(changes: Partial<Words>): Partial<Record<keyof Words, string | null>> {
  return Object.fromEntries(
    Object.entries(changes).map(([name, text]) => [name, text.trim() === '' ? null : text.trim()]),
  );
}

interface VisitWordsProps {
  visit: AppointmentRead;
  editing: boolean;
  onEdit: () => void;
  onDone: () => void;
}

/** What the patient tells the doctor beforehand. */
export function VisitWords({ visit, editing, onEdit, onDone }: VisitWordsProps) {
  const { t } = useTranslation(['visits', 'common']);
  const edit = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(editing);
  useEffect(() => {
    if (wasEditing.current && !editing) {
      edit.current?.focus();
    }
    wasEditing.current = editing;
  }, [editing]);
  const words = wordsOf(visit);
  const told = FIELDS.filter((name) => words[name] !== '');
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="md">
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} size="h4">
            {t('words.title')}
          </Title>
          {visit.can_edit && !editing && (
            <Button
              ref={edit}
              size="xs"
              variant="default"
              leftSection={<IconPencil size={14} aria-hidden />}
              onClick={onEdit}
            >
              {t('words.edit')}
            </Button>
          )}
        </Group>
        {editing && visit.can_edit ? (
          <WordsForm key={visit.id} visit={visit} onDone={onDone} />
        ) : (
          <>
            {told.length === 0 && <Text c="dimmed">{t('words.none')}</Text>}
            {told.map((name) => (
              <div key={name}>
                <Text size="sm" c="dimmed">
                  {t(`words.${name}`)}
                </Text>
                <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                  {words[name]}
                </Text>
              </div>
            ))}
          </>
        )}
      </Stack>
    </Paper>
  );
}

function WordsForm({ visit, onDone }: { visit: AppointmentRead; onDone: () => void }) {
  const { t } = useTranslation('visits');
  const client = useQueryClient();
  const path = { appointment_id: visit.id };
  const form = useEntityForm({
    name: `visit-words:${visit.id}`,
    source: { values: wordsOf(visit), version: visit.version },
    save: async ({ changes, ifMatch }) => {
      const body = sent(changes);
      const { data } = await updateAppointment({ path, headers: { 'if-match': ifMatch }, body });
      return data;
    },
    reload: async () => {
      const { data } = await getAppointment({ path });
      return { values: wordsOf(data), version: data.version };
    },
    onSaved: (changed) => {
      showChanged(client, changed);
      notifyDone(t('words.saved'));
      onDone();
    },
  });
  return (
    <EntityFormView
      form={form}
      nameOf={(field) => t(`words.${field as keyof Words}`)}
      onCancel={onDone}
    >
      {FIELDS.map((name, index) => (
        <Textarea
          key={name}
          label={t(`words.${name}`)}
          description={t(`words.${name}_hint`)}
          autosize
          minRows={2}
          maxLength={LONGEST}
          value={form.values[name]}
          error={form.errorOf(name)}
          onChange={(event) => form.set(name, event.currentTarget.value)}
          ref={index === 0 ? focusOnce : undefined}
        />
      ))}
    </EntityFormView>
  );
}

/** The form opened by its button: typing may begin. */
function focusOnce(element: HTMLTextAreaElement | null): void {
  element?.focus();
}
