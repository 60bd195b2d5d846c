import { Button, Group, MultiSelect, TextInput } from '@mantine/core';
import { IconFilterOff, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { FilterSelect } from '@/shared/tables/filters';
import { choiceParam, dayParam } from '@/shared/tables/search';
import { useReadSearch } from '@/shared/tables/use-read-search';

import { PatientSelect, UserSelect } from './people-select';
import { actionsOf, actionsText, auditSearch, NO_FILTER } from './search';
import { ACTIONS, ENTITIES, ROLES } from './words';

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

function ActionFilter() {
  const { t } = useTranslation('admin');
  const [search, change] = useReadSearch(auditSearch);
  const chosen = actionsOf(search);
  const actions = ACTIONS.map((each) => ({ value: each, label: t(`audit.action.${each}`) }));
  return (
    <MultiSelect
      label={t('audit.what')}
      placeholder={chosen.length === 0 ? t('list.all') : undefined}
      data={actions}
      value={chosen}
      onChange={(wanted) => change({ action: actionsText(wanted) })}
      searchable
      clearable
      nothingFoundMessage={t('list.nothing_fits')}
      w={{ base: '100%', xs: 300 }}
    />
  );
}

/** Filters that only links set, each with a button that takes it away. */
function Narrowed() {
  const { t } = useTranslation('admin');
  const [search, change] = useReadSearch(auditSearch);
  const set = [
    search.about !== undefined && {
      label: t('audit.only_about'),
      off: () => change({ about: undefined }),
    },
    search.request !== undefined && {
      label: t('audit.only_request'),
      off: () => change({ request: undefined }),
    },
  ].filter((each) => each !== false);
  return set.map(({ label, off }) => (
    <Button
      key={label}
      variant="light"
      rightSection={<IconX size={14} aria-hidden />}
      aria-label={t('audit.take_away', { filter: label })}
      onClick={off}
    >
      {label}
    </Button>
  ));
}

/** `actorName` is of whoever the list is narrowed to, once a row has told it. */
export function AuditFilters({ actorName }: { actorName: string | undefined }) {
  const { t } = useTranslation(['admin', 'common']);
  const [search, change] = useReadSearch(auditSearch);
  const filtered = Object.values(search).some((value) => value !== undefined);
  const roleName = (role: (typeof ROLES)[number]) => {
    switch (role) {
      case 'system':
        return t('audit.system');
      case 'anonymous':
        return t('audit.visitor');
      case 'api_key':
        return t('audit.entity.api_key');
      default:
        return t(`common:role.${role}`);
    }
  };
  return (
    <Group gap="sm" align="flex-end">
      <UserSelect
        label={t('audit.actor')}
        value={search.actor}
        name={actorName}
        onChange={(actor) => change({ actor })}
      />
      <FilterSelect
        label={t('audit.role')}
        all={t('list.all')}
        data={ROLES.map((role) => ({ value: role, label: roleName(role) }))}
        value={search.role}
        onChange={(role) => change({ role: choiceParam(role, ROLES) })}
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
      <ActionFilter />
      <DayFilter
        label={t('audit.from')}
        value={search.from}
        onChange={(from) => change({ from })}
      />
      <DayFilter label={t('audit.to')} value={search.to} onChange={(to) => change({ to })} />
      <Narrowed />
      {filtered && (
        <Button
          variant="subtle"
          leftSection={<IconFilterOff size={16} aria-hidden />}
          onClick={() => change(NO_FILTER)}
        >
          {t('list.clear_filters')}
        </Button>
      )}
    </Group>
  );
}
