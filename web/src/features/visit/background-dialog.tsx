import { Button, Group, NativeSelect, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { updatePatient, type BloodType, type PatientRead } from '@/client';
import { problemOf } from '@/shared/api/problem';
import { BusyButton } from '@/shared/forms/busy-button';
import { useFormSend } from '@/shared/forms/use-form-send';
import { BLOOD_TYPES } from '@/shared/patients/blood-types';
import { Dialog } from '@/shared/ui/dialog';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { ProblemAlert, useProblemText } from '@/shared/ui/problem-alert';

import { patientOptions } from './queries';

const LONGEST = 4000;

interface Background {
  allergies: string;
  medical_history: string;
  blood_type: BloodType | '';
}

interface BackgroundDialogProps {
  patient: PatientRead;
  onClose: () => void;
}

/** What stays with a patient from visit to visit: allergies, history, blood type. */
export default function BackgroundDialog({ patient, onClose }: BackgroundDialogProps) {
  const { t } = useTranslation(['doctor', 'common']);
  const client = useQueryClient();
  const textOf = useProblemText();
  const form = useForm<Background>({
    initialValues: {
      allergies: patient.allergies ?? '',
      medical_history: patient.medical_history ?? '',
      blood_type: patient.blood_type ?? '',
    },
  });

  const put = async (values: Background, version: number) => {
    const { data } = await updatePatient({
      path: { patient_id: patient.id },
      headers: { 'if-match': `"${version}"` },
      body: {
        allergies: values.allergies.trim() || null,
        medical_history: values.medical_history.trim() || null,
        blood_type: values.blood_type === '' ? null : values.blood_type,
      },
    });
    client.setQueryData(patientOptions(patient.id).queryKey, data);
    return data;
  };
  const before = form.getInitialValues();
  const save = useFormSend(form, async (values) => {
    try {
      const saved = await put(values, patient.version);
      notifyDone(t('background.saved'), {
        label: t('common:action.undo'),
        run: () =>
          void put(before, saved.version).catch((error: unknown) => notifyProblem(textOf(error))),
      });
      onClose();
    } catch (error) {
      if (problemOf(error).status === 412) {
        // The newer version comes in; what was typed stays, and is sent on top of it next time.
        await client.invalidateQueries({ queryKey: patientOptions(patient.id).queryKey });
      }
      throw error;
    }
  });

  return (
    <Dialog opened onClose={onClose} returnFocus={false} title={t('background.title')}>
      <form onSubmit={save.onSubmit} noValidate>
        <Stack>
          <Textarea
            data-autofocus
            label={t('background.allergies')}
            description={t('background.allergies_hint')}
            autosize
            minRows={2}
            maxLength={LONGEST}
            {...form.getInputProps('allergies')}
          />
          <Textarea
            label={t('background.history')}
            autosize
            minRows={3}
            maxLength={LONGEST}
            {...form.getInputProps('medical_history')}
          />
          <NativeSelect
            label={t('background.blood_type')}
            data={[
              { value: '', label: t('background.blood_type_unknown') },
              ...BLOOD_TYPES.map((type) => ({ value: type, label: type })),
            ]}
            {...form.getInputProps('blood_type')}
          />
          {save.error !== null && <ProblemAlert error={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:action.cancel')}
            </Button>
            <BusyButton type="submit" busy={save.pending}>
              {t('common:action.save')}
            </BusyButton>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
