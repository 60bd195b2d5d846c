import { Badge, Button, Code, Collapse, Group, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { AuditEventRead } from '@/client';
import { localeOf } from '@/shared/time/format';
import { useFormat } from '@/shared/time/use-format';
import { TextLink } from '@/shared/ui/link';

import classes from './audit.module.css';
import { EntityLink } from './entity-link';
import type { AuditSearch } from './search';
import { isKnownRole, knownAction, knownEntity, type Detail } from './words';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  );
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(valueText).join(', ');
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Shows only what fits one value of this event. */
function Narrow({ search, children }: { search: AuditSearch; children: string }) {
  return (
    <TextLink to="/admin/audit" search={search} size="sm">
      {children}
    </TextLink>
  );
}

function Facts({ event, zone }: { event: AuditEventRead; zone: string }) {
  const { t, i18n } = useTranslation('admin');
  const exact = new Intl.DateTimeFormat(localeOf(i18n.language), {
    dateStyle: 'long',
    timeStyle: 'long',
    timeZone: zone,
  });
  const details = Object.entries(event.details).filter(([, value]) => value !== null);
  return (
    <Stack gap="xs" className={classes.facts}>
      <dl className={classes.list}>
        <Fact name={t('audit.at')}>{exact.format(new Date(event.at))}</Fact>
        <Fact name={t('audit.action_code')}>
          <Code>{event.action}</Code>
        </Fact>
        {event.reason !== null && <Fact name={t('audit.reason')}>{event.reason}</Fact>}
        {event.fields.length > 0 && <Fact name={t('audit.fields')}>{event.fields.join(', ')}</Fact>}
        {details.map(([name, value]) => (
          // A detail that is newer than this page has no words: it is named as the server does.
          <Fact key={name} name={t(`audit.detail.${name as Detail}`, { defaultValue: name })}>
            {valueText(value)}
          </Fact>
        ))}
        {event.entity_id !== null && (
          <Fact name={t('audit.entity_id')}>
            <Code>{event.entity_id}</Code> <EntityLink entity={event.entity} id={event.entity_id} />
          </Fact>
        )}
        {event.patient_id !== null && event.entity !== 'patient' && (
          <Fact name={t('audit.patient')}>
            <EntityLink entity="patient" id={event.patient_id} />
          </Fact>
        )}
        {event.request_id !== null && (
          <Fact name={t('audit.request')}>
            <Code>{event.request_id}</Code>
          </Fact>
        )}
      </dl>
      <Group gap="md">
        {event.actor.id !== null && (
          <Narrow search={{ actor: event.actor.id }}>{t('audit.same_actor')}</Narrow>
        )}
        {event.entity_id !== null && (
          <Narrow search={{ about: event.entity_id }}>{t('audit.same_entity')}</Narrow>
        )}
        {event.patient_id !== null && (
          <Narrow search={{ patient: event.patient_id }}>{t('audit.same_patient')}</Narrow>
        )}
        {event.request_id !== null && (
          <Narrow search={{ request: event.request_id }}>{t('audit.same_request')}</Narrow>
        )}
      </Group>
    </Stack>
  );
}

function useActor(): (event: AuditEventRead) => { name: string; role: string | null } {
  const { t } = useTranslation(['admin', 'common']);
  const roleOf = (role: string) => {
    if (role === 'api_key') {
      return t('audit.entity.api_key');
    }
    return isKnownRole(role) ? t(`common:role.${role}`) : null;
  };
  return ({ actor }) => {
    const role = roleOf(actor.role);
    if (actor.name !== null) {
      return { name: actor.name, role: role ?? actor.role };
    }
    return {
      name: actor.role === 'system' ? t('audit.system') : (role ?? t('audit.visitor')),
      role: null,
    };
  };
}

/** Who did what, in a sentence; the rest on demand. */
export function EventRow({ event, zone }: { event: AuditEventRead; zone: string }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const facts = useId();
  const { name, role } = useActor()(event);
  const action = knownAction(event.action);
  const entity = knownEntity(event.entity);
  return (
    <li className={classes.event}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
        <Text size="sm" c="dimmed" className={classes.time}>
          {format.time(event.at, zone)}
        </Text>
        <Stack gap={2} flex={1} miw={0} className={classes.words}>
          <Text size="sm">
            <Text span fw={600} size="sm">
              {name}
            </Text>
            {role !== null && (
              <Text span c="dimmed" size="sm">
                {` (${role})`}
              </Text>
            )}{' '}
            {action === undefined ? event.action : t(`audit.action.${action}`)}
          </Text>
          {event.reason !== null && (
            <Text size="sm" c="dimmed">
              {t('audit.because', { reason: event.reason })}
            </Text>
          )}
        </Stack>
        <Badge variant="default" tt="none" fw={500} visibleFrom="sm">
          {entity === undefined ? event.entity : t(`audit.entity.${entity}`)}
        </Badge>
        <Button
          size="compact-sm"
          variant="subtle"
          fw={500}
          aria-expanded={opened}
          aria-controls={facts}
          rightSection={
            opened ? (
              <IconChevronUp size={14} aria-hidden />
            ) : (
              <IconChevronDown size={14} aria-hidden />
            )
          }
          onClick={() => setOpened(!opened)}
        >
          {t('audit.details')}
        </Button>
      </Group>
      <div id={facts}>
        <Collapse expanded={opened}>{opened && <Facts event={event} zone={zone} />}</Collapse>
      </div>
    </li>
  );
}
