import { Button, Group, TextInput } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { FilterSelect } from '@/shared/tables/filters';
import { choiceParam, dayParam } from '@/shared/tables/search';
import { useSearchState } from '@/shared/tables/use-search-state';

import { PatientSelect, UserSelect } from './people-select';
import type { AuditSearch } from './search';
import { ACTIONS, ENTITIES } from './words';

const NONE: AuditSearch = {
  actor: undefined,
  patient: undefined,
  entity: undefined,
  about: undefined,
  action: undefined,
  from: undefined,
  to: undefined,
  request: undefined,
};

function DayFilter({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
}) {
  return (
    <TextInput
      type="date"
      label={label}
      value={value ?? ''}
      onChange={(event) => onChange(dayParam(event.currentTarget.value))}
    />
  );
}

export function AuditFilters() {
  const { t } = useTranslation('admin');
  const [search, change] = useSearchState<AuditSearch>();
  const filtered = Object.values(search).some((value) => value !== undefined);
  const actions = ACTIONS.map((action) => ({ value: action, label: t(`audit.action.${action}`) }));
  return (
    <Group gap="sm" align="flex-end">
      <UserSelect
        label={t('audit.actor')}
        value={search.actor}
        onChange={(actor) => change({ actor })}
      />
      <PatientSelect
        label={t('audit.patient')}
        value={search.patient}
        onChange={(patient) => change({ patient })}
      />
      <FilterSelect
        label={t('audit.about')}
        all={t('list.all')}
        data={ENTITIES.map((entity) => ({ value: entity, label: t(`audit.entity.${entity}`) }))}
        value={search.entity}
        onChange={(entity) => change({ entity: choiceParam(entity, ENTITIES) })}
      />
      <FilterSelect
        label={t('audit.what')}
        all={t('list.all')}
        data={actions}
        value={search.action}
        onChange={(action) => change({ action: choiceParam(action, ACTIONS) })}
        searchable
      />
      <DayFilter
        label={t('audit.from')}
        value={search.from}
        onChange={(from) => change({ from })}
      />
      <DayFilter label={t('audit.to')} value={search.to} onChange={(to) => change({ to })} />
      {filtered && (
        <Button
          variant="subtle"
          leftSection={<IconFilterOff size={16} aria-hidden />}
          onClick={() => change(NONE)}
        >
          {t('list.clear_filters')}
        </Button>
      )}
    </Group>
  );
}
