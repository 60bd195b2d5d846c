import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import {
  createVisitType,
  getVisitType,
  updateVisitType,
  type VisitTypeRead,
  type VisitTypeUpdate,
} from '@/client';
import { getVisitTypeQueryKey } from '@/client/@tanstack/react-query.gen';
import { EntityFormView } from '@/shared/forms/entity-form';
import { useEntityForm } from '@/shared/forms/use-entity-form';
import { useRefresh } from '@/shared/tables/use-refresh';
import { notifyDone } from '@/shared/ui/notify';

import { missing } from '../kit/required';
import { VisitTypeFields } from './fields';
import { PolicyPreview } from './policy';
import { bodyOf, EMPTY, sourceOf, type VisitTypeValues } from './values';

/** The API names one list of needs; the form has a field a kind. */
function fieldOf(path: string): string {
  return path.startsWith('needs.') || path === 'needs' ? 'rooms' : path;
}

function useChecks() {
  const { t } = useTranslation('admin');
  return (values: VisitTypeValues) =>
    missing(values, ['name', 'duration_minutes', 'booking_horizon_days', 'fee'], t('form.needed'));
}

interface VisitTypeFormProps {
  type: VisitTypeRead;
  onDone: () => void;
}

export function VisitTypeForm({ type, onDone }: VisitTypeFormProps) {
  const { t } = useTranslation('admin');
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  const path = { visit_type_id: type.id };
  const form = useEntityForm({
    name: `visit-type:${type.id}`,
    source: sourceOf(type),
    check: useChecks(),
    fieldOf,
    save: async ({ values, ifMatch }) => {
      const wanted = bodyOf(values);
      const body: VisitTypeUpdate = {
        ...wanted,
        slot_interval_minutes: wanted.slot_interval_minutes ?? wanted.duration_minutes,
      };
      const { data } = await updateVisitType({ path, body, headers: { 'if-match': ifMatch } });
      return data;
    },
    reload: async () => {
      const { data } = await getVisitType({ path });
      queryClient.setQueryData(getVisitTypeQueryKey({ path }), data);
      return sourceOf(data);
    },
    onSaved: (saved) => {
      queryClient.setQueryData(getVisitTypeQueryKey({ path }), saved);
      void refresh('listVisitTypes', 'listDoctorVisitTypes');
      notifyDone(t('saved', { name: saved.name }));
      onDone();
    },
  });
  return (
    <EntityFormView
      form={form}
      onCancel={onDone}
      nameOf={(field) =>
        field === 'name'
          ? t('list.name')
          : t(`visit_types.fields.${field as Exclude<keyof VisitTypeValues, 'name'>}`)
      }
    >
      <VisitTypeFields form={form} />
      <PolicyPreview values={form.values} />
    </EntityFormView>
  );
}

export function NewVisitTypeForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('admin');
  const refresh = useRefresh();
  const form = useEntityForm<VisitTypeValues, VisitTypeRead>({
    name: 'visit-type:new',
    source: { values: EMPTY },
    check: useChecks(),
    fieldOf,
    save: async ({ values, idempotencyKey }) => {
      const { data } = await createVisitType({
        body: bodyOf(values),
        headers: { 'Idempotency-Key': idempotencyKey },
      });
      return data;
    },
    onSaved: (saved) => {
      void refresh('listVisitTypes', 'listDoctorVisitTypes');
      notifyDone(t('added', { name: saved.name }));
      onDone();
    },
  });
  return (
    <EntityFormView form={form} action={t('visit_types.add')} onCancel={onDone}>
      <VisitTypeFields form={form} />
      <PolicyPreview values={form.values} />
    </EntityFormView>
  );
}
