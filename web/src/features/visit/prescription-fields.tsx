import { Button, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '@/shared/time/use-format';
import { notifyDone } from '@/shared/ui/notify';

import {
  itemPath,
  MOST_ITEMS,
  newItem,
  withItem,
  withMoved,
  withoutItem,
  type Item,
} from './content';
import { PrescriptionItem } from './prescription-item';
import { fieldId, type RecordFieldsProps } from './record-fields';

/** After the next painting: what was just added is there by then. */
function focusSoon(id: string): void {
  requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(id)?.focus()));
}

/** The medicines, one group of fields each; added, moved and removed by keyboard as by mouse. */
export function PrescriptionFields({ content, update, errors, formId }: RecordFieldsProps) {
  const { t } = useTranslation(['doctor', 'common']);
  const format = useFormat();
  const [said, say] = useState('');
  const { items } = content;
  const addId = `${formId}-add`;
  const firstField = (item: Item) => fieldId(formId, itemPath(item.key, 'medicine'));

  const add = () => {
    const item = newItem();
    update((current) => withItem(current, item));
    focusSoon(firstField(item));
  };
  const remove = (item: Item, index: number) => {
    update((current) => withoutItem(current, item.key));
    const neighbour = items[index + 1] ?? items[index - 1];
    focusSoon(neighbour === undefined ? addId : firstField(neighbour));
    notifyDone(t('record.removed', { medicine: item.medicine || t('record.unnamed') }), {
      label: t('common:action.undo'),
      run: () => {
        update((current) => withItem(current, item, index));
        focusSoon(firstField(item));
      },
    });
  };
  const move = (item: Item, index: number, by: -1 | 1) => {
    if (index + by < 0 || index + by >= items.length) {
      return;
    }
    const focused = document.activeElement?.id;
    update((current) => withMoved(current, item.key, by));
    say(
      t('record.moved', {
        medicine: item.medicine || t('record.unnamed'),
        place: format.number(index + by + 1),
        of: format.number(items.length),
      }),
    );
    // Whoever moves an element in a page takes the focus from it.
    if (focused !== undefined && focused !== '') {
      focusSoon(focused);
    }
  };

  return (
    <Stack gap="sm" role="group" aria-labelledby={`${formId}-prescription`}>
      <Text fw={600} size="sm" id={`${formId}-prescription`}>
        {t('record.prescription')}
      </Text>
      {items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('record.no_medicines')}
        </Text>
      )}
      {items.map((item, index) => (
        <PrescriptionItem
          key={item.key}
          item={item}
          index={index}
          count={items.length}
          update={update}
          errors={errors}
          formId={formId}
          onRemove={() => remove(item, index)}
          onMove={(by) => move(item, index, by)}
        />
      ))}
      {items.length < MOST_ITEMS && (
        <Group>
          <Button
            id={addId}
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={add}
          >
            {t('record.add')}
          </Button>
        </Group>
      )}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </Stack>
  );
}
