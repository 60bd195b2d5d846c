import { Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { ITEM_FIELDS, itemPath, type Content, type Path } from './content';
import { PrescriptionFields } from './prescription-fields';
import type { Update } from './use-draft';

export interface RecordFieldsProps {
  content: Content;
  update: Update;
  errors: ReadonlyMap<Path, string>;
  /** Of the form; the fields are found by it and their path. */
  formId: string;
}

const LONGEST_TEXT = 4000;
const LONGEST_CODE = 8;
const CODE_EXAMPLE = 'J20.9';

export function fieldId(formId: string, path: Path): string {
  return `${formId}-${path}`;
}

/** Puts the focus on the first field, from the top of the page, that has an objection. */
export function focusFirst(
  formId: string,
  content: Content,
  errors: ReadonlyMap<Path, string>,
): void {
  const paths = [
    'diagnosis',
    'diagnosis_code',
    ...content.items.flatMap(({ key }) => ITEM_FIELDS.map((field) => itemPath(key, field))),
    'notes',
    'reason',
  ];
  const first = paths.find((path) => errors.has(path));
  if (first !== undefined) {
    document.getElementById(fieldId(formId, first))?.focus();
  }
}

/** The fields of a record: for the first writing and for amendments. */
export function RecordFields({ content, update, errors, formId }: RecordFieldsProps) {
  const { t } = useTranslation('doctor');
  return (
    <Stack gap="lg">
      <Group align="flex-start" gap="md">
        <Textarea
          id={fieldId(formId, 'diagnosis')}
          label={t('record.diagnosis')}
          required
          autosize
          minRows={1}
          maxLength={LONGEST_TEXT}
          flex="1 1 16rem"
          error={errors.get('diagnosis')}
          value={content.diagnosis}
          onChange={({ currentTarget: { value } }) =>
            update((current) => ({ ...current, diagnosis: value }))
          }
        />
        <TextInput
          id={fieldId(formId, 'diagnosis_code')}
          label={t('record.code')}
          placeholder={CODE_EXAMPLE}
          maxLength={LONGEST_CODE}
          w="9rem"
          error={errors.get('diagnosis_code')}
          value={content.diagnosisCode}
          onChange={({ currentTarget: { value } }) =>
            update((current) => ({ ...current, diagnosisCode: value.toUpperCase() }))
          }
        />
      </Group>
      <PrescriptionFields content={content} update={update} errors={errors} formId={formId} />
      <Textarea
        id={fieldId(formId, 'notes')}
        label={t('record.notes')}
        autosize
        minRows={3}
        maxLength={LONGEST_TEXT}
        error={errors.get('notes')}
        value={content.notes}
        onChange={({ currentTarget: { value } }) =>
          update((current) => ({ ...current, notes: value }))
        }
      />
    </Stack>
  );
}
