import { ActionIcon, Group, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '@/shared/time/use-format';

import { ITEM_FIELDS, itemPath, withField, type Item } from './content';
import { fieldId, type RecordFieldsProps } from './record-fields';
import classes from './visit.module.css';

interface PrescriptionItemProps extends Omit<RecordFieldsProps, 'content'> {
  item: Item;
  index: number;
  count: number;
  onRemove: () => void;
  onMove: (by: -1 | 1) => void;
}

const REQUIRED = new Set(['medicine', 'dose', 'frequency']);

/** One medicine. Alt and the arrow keys move it from any of its fields. */
export function PrescriptionItem({
  item,
  index,
  count,
  update,
  errors,
  formId,
  onRemove,
  onMove,
}: PrescriptionItemProps) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const number = format.number(index + 1);
  const name = item.medicine === '' ? t('record.medicine_number', { number }) : item.medicine;
  const button = { variant: 'subtle', color: 'gray', size: 28 } as const;

  const arrows = (event: KeyboardEvent) => {
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      onMove(event.key === 'ArrowUp' ? -1 : 1);
    }
  };

  return (
    <fieldset className={classes.item}>
      <legend className={classes.legend}>{t('record.medicine_number', { number })}</legend>
      <Group gap={2} className={classes.itemActions}>
        <ActionIcon
          {...button}
          id={`${formId}-${item.key}-up`}
          aria-label={t('record.move_up', { medicine: name })}
          aria-disabled={index === 0}
          data-disabled={index === 0 || undefined}
          onClick={() => onMove(-1)}
        >
          <IconArrowUp size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          {...button}
          id={`${formId}-${item.key}-down`}
          aria-label={t('record.move_down', { medicine: name })}
          aria-disabled={index === count - 1}
          data-disabled={index === count - 1 || undefined}
          onClick={() => onMove(1)}
        >
          <IconArrowDown size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          {...button}
          aria-label={t('record.remove', { medicine: name })}
          onClick={onRemove}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Group>
      <div className={classes.itemFields}>
        {ITEM_FIELDS.map((field) => (
          <TextInput
            key={field}
            id={fieldId(formId, itemPath(item.key, field))}
            data-field={field}
            label={t(`record.item.${field}`)}
            withAsterisk={REQUIRED.has(field)}
            aria-required={REQUIRED.has(field)}
            maxLength={200}
            size="sm"
            error={errors.get(itemPath(item.key, field))}
            value={item[field]}
            onKeyDown={arrows}
            onChange={({ currentTarget: { value } }) =>
              update((current) => withField(current, item.key, field, value))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
