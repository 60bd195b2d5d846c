import { Combobox, Loader, Text, TextInput, useCombobox, VisuallyHidden } from '@mantine/core';
import { IconSearch, IconUserPlus } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { PatientSummary } from '@/client';
import { useProblemText } from '@/shared/ui/problem-alert';
import { useComboboxInput } from '@/shared/ui/use-combobox-input';

import { PatientLine } from './patient-facts';
import { noteRecentPatient, useRecentPatients } from './recent';
import { usePatientSearch } from './use-patient-search';

const REGISTER = 'register';
const RECENT_SHOWN = 5;

interface PatientPickerProps {
  id?: string;
  onChoose: (patient: PatientSummary) => void;
  /** Given, the list ends with "Register …" for whom it does not hold. */
  onRegister?: (typed: string) => void;
  /** For a drawer or dialog that begins here. */
  focusFirst?: boolean;
  /** Say that one must be chosen. */
  missing?: boolean;
}

/** Finds a patient by name, mobile or date of birth; all by arrow keys and Enter. */
export function PatientPicker({
  id,
  onChoose,
  onRegister,
  focusFirst,
  missing,
}: PatientPickerProps) {
  const { t } = useTranslation('desk');
  const textOf = useProblemText();
  const [typed, setTyped] = useState('');
  const recent = useRecentPatients();
  const combobox = useCombobox();
  const input = useComboboxInput(combobox);
  const found = usePatientSearch(typed);
  // Enter that came before the matches: it counts once they are there, if they leave no choice.
  const hurried = useRef(false);
  const options = typed.trim() === '' ? recent.slice(0, RECENT_SHOWN) : found.matches;
  const canRegister = onRegister !== undefined && typed.trim() !== '' && !found.pending;

  const choose = (patient: PatientSummary) => {
    noteRecentPatient(patient);
    setTyped('');
    combobox.closeDropdown();
    onChoose(patient);
  };
  const submit = (chosen: string) => {
    if (chosen === REGISTER) {
      combobox.closeDropdown();
      onRegister?.(typed);
      return;
    }
    const patient = options.find((option) => option.id === chosen);
    if (patient !== undefined) {
      choose(patient);
    }
  };

  const listed = `${found.query ?? ''} ${found.pending} ${options.map(({ id }) => id).join()}`;
  useEffect(() => {
    if (found.pending) {
      input.unmark();
      return;
    }
    const [only, ...others] = options;
    if (hurried.current && only !== undefined && others.length === 0) {
      hurried.current = false;
      choose(only);
      return;
    }
    hurried.current = false;
    if (typed.trim() !== '') {
      input.markFirst();
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when other options are listed
  }, [listed]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && found.pending) {
      hurried.current = true;
      return;
    }
    if (event.key === 'Escape' && typed !== '') {
      setTyped('');
    }
    input.onKeyDown(event);
  };

  return (
    <Combobox store={combobox} onOptionSubmit={submit} withinPortal={false}>
      <Combobox.Target withAriaAttributes={false} withKeyboardNavigation={false}>
        <TextInput
          id={id}
          {...input.attributes}
          label={t('patient.find')}
          placeholder={t('patient.find_hint')}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={found.pending ? <Loader size={16} aria-hidden /> : null}
          data-autofocus={focusFirst}
          value={typed}
          error={missing === true ? t('patient.missing') : undefined}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combobox.openDropdown();
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={onKeyDown}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={options.length === 0 && typed.trim() === ''}>
        <Combobox.Options aria-label={t('patient.matches')}>
          <Options
            options={options}
            recent={typed.trim() === ''}
            note={noteOf(t, textOf, found, typed)}
          />
          {canRegister && (
            <Combobox.Option value={REGISTER}>
              <Text size="sm" component="span" fw={600} c="praxis">
                <IconUserPlus size={16} aria-hidden style={{ verticalAlign: 'text-bottom' }} />{' '}
                {t('patient.register_as', { typed: typed.trim() })}
              </Text>
            </Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
      <Announcement text={announcementOf(t, found, typed)} />
    </Combobox>
  );
}

type Translate = ReturnType<typeof useTranslation<'desk'>>['t'];
type Found = ReturnType<typeof usePatientSearch>;

function Options({
  options,
  recent,
  note,
}: {
  options: readonly PatientSummary[];
  recent: boolean;
  note: string | null;
}) {
  const { t } = useTranslation('desk');
  const rows = options.map((patient) => (
    <Combobox.Option key={patient.id} value={patient.id}>
      <PatientLine patient={patient} />
    </Combobox.Option>
  ));
  return (
    <>
      {recent && rows.length > 0 ? (
        <Combobox.Group label={t('patient.recent')}>{rows}</Combobox.Group>
      ) : (
        rows
      )}
      {note !== null && (
        <Combobox.Option value="" disabled>
          <Text size="sm">{note}</Text>
        </Combobox.Option>
      )}
    </>
  );
}

function noteOf(
  t: Translate,
  textOf: (error: unknown) => string,
  found: Found,
  typed: string,
): string | null {
  if (typed.trim() === '') {
    return null;
  }
  if (found.error !== null) {
    return textOf(found.error);
  }
  if (found.pending) {
    return found.matches.length === 0 ? t('patient.searching') : null;
  }
  if (found.query === null) {
    return t('patient.type_more');
  }
  if (found.matches.length === 0) {
    return t('patient.none');
  }
  return found.more ? t('patient.more_matches') : null;
}

function announcementOf(t: Translate, found: Found, typed: string): string {
  if (typed.trim() === '' || found.pending || found.query === null) {
    return '';
  }
  return t('patient.found', { count: found.matches.length });
}

function Announcement({ text }: { text: string }) {
  return <VisuallyHidden role="status">{text}</VisuallyHidden>;
}
