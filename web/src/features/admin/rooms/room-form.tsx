import { SegmentedControl, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import {
  createResource,
  getResource,
  updateResource,
  type BookableKind,
  type ResourceRead,
} from '@/client';
import { getResourceQueryKey } from '@/client/@tanstack/react-query.gen';
import { EntityFormView } from '@/shared/forms/entity-form';
import { useEntityForm, type Source } from '@/shared/forms/use-entity-form';
import { useRefresh } from '@/shared/tables/use-refresh';
import { useSearchState } from '@/shared/tables/use-search-state';
import { notifyDone } from '@/shared/ui/notify';

import { missing } from '../kit/required';
import { tagsOf } from '../kit/tags';
import { choicesOf, useKnownTags, useLocations } from '../kit/use-locations';
import { KINDS, type RoomsSearch } from './search';

interface RoomValues {
  name: string;
  tags: string[];
}

interface NewRoomValues extends RoomValues {
  kind: BookableKind;
  location_id: string | null;
}

function sourceOf({ name, tags, version }: ResourceRead): Source<RoomValues> {
  return { values: { name, tags }, version };
}

interface RoomFieldsProps {
  values: RoomValues;
  setName: (name: string) => void;
  setTags: (tags: string[]) => void;
  errorOf: (name: string) => string | undefined;
}

function RoomFields({ values, setName, setTags, errorOf }: RoomFieldsProps) {
  const { t } = useTranslation('admin');
  return (
    <>
      <TextInput
        label={t('list.name')}
        required
        data-autofocus
        value={values.name}
        error={errorOf('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TagsInput
        label={t('rooms.tags')}
        description={t('rooms.tags_hint')}
        data={useKnownTags()}
        value={values.tags}
        error={errorOf('tags')}
        maxTags={20}
        acceptValueOnBlur
        onChange={(tags) => setTags(tagsOf(tags))}
      />
    </>
  );
}

export function RoomForm({ room, onDone }: { room: ResourceRead; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  const path = { resource_id: room.id };
  const place = useLocations().find(({ id }) => id === room.location_id)?.name ?? '';
  const form = useEntityForm({
    name: `resource:${room.id}`,
    source: sourceOf(room),
    check: (values) => missing(values, ['name'], t('form.needed')),
    save: async ({ changes, ifMatch }) => {
      const { data } = await updateResource({
        path,
        body: changes,
        headers: { 'if-match': ifMatch },
      });
      return data;
    },
    reload: async () => {
      const { data } = await getResource({ path });
      queryClient.setQueryData(getResourceQueryKey({ path }), data);
      return sourceOf(data);
    },
    onSaved: (saved) => {
      queryClient.setQueryData(getResourceQueryKey({ path }), saved);
      void refresh('listResources');
      notifyDone(t('saved', { name: saved.name }));
      onDone();
    },
  });
  return (
    <EntityFormView
      form={form}
      onCancel={onDone}
      nameOf={(field) => (field === 'name' ? t('list.name') : t('rooms.tags'))}
    >
      <Text size="sm" c="dimmed">
        {t('rooms.where', { kind: t(`rooms.kinds.${room.kind}`), place })}
      </Text>
      <RoomFields
        values={form.values}
        setName={(name) => form.set('name', name)}
        setTags={(tags) => form.set('tags', tags)}
        errorOf={form.errorOf}
      />
    </EntityFormView>
  );
}

export function NewRoomForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('admin');
  const [{ location, kind }] = useSearchState<RoomsSearch>();
  const locations = useLocations();
  const refresh = useRefresh();
  const form = useEntityForm<NewRoomValues, ResourceRead>({
    name: 'resource:new',
    source: { values: { kind: kind ?? 'room', location_id: location ?? null, name: '', tags: [] } },
    check: (values) => missing(values, ['name', 'location_id'], t('form.needed')),
    save: async ({ values, idempotencyKey }) => {
      const { data } = await createResource({
        body: { ...values, location_id: values.location_id ?? '' },
        headers: { 'Idempotency-Key': idempotencyKey },
      });
      return data;
    },
    onSaved: (saved) => {
      void refresh('listResources');
      notifyDone(t('added', { name: saved.name }));
      onDone();
    },
  });
  const { values, set, errorOf } = form;
  return (
    <EntityFormView form={form} action={t('rooms.add')} onCancel={onDone}>
      <Stack gap={4}>
        <Text size="sm" fw={500} id="room-kind">
          {t('rooms.kind')}
        </Text>
        <SegmentedControl
          aria-labelledby="room-kind"
          data={KINDS.map((each) => ({ value: each, label: t(`rooms.kinds.${each}`) }))}
          value={values.kind}
          onChange={(chosen) => set('kind', chosen)}
        />
      </Stack>
      <Select
        label={t('rooms.location')}
        required
        data={choicesOf(locations)}
        value={values.location_id}
        error={errorOf('location_id')}
        onChange={(chosen) => set('location_id', chosen)}
      />
      <RoomFields
        values={values}
        setName={(name) => set('name', name)}
        setTags={(tags) => set('tags', tags)}
        errorOf={errorOf}
      />
    </EntityFormView>
  );
}
