import { SegmentedControl, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface PatientFilterProps {
  patients: readonly { id: string; full_name: string }[];
  /** `undefined`: all of them. */
  value: string | undefined;
  onChange: (patientId: string | undefined) => void;
  /** One must be chosen. */
  noAll?: boolean;
}

const ALL = '';
const AS_BUTTONS = 4;

/** Which patient of the account; there is nothing to choose where it holds one only. */
export function PatientFilter({ patients, value, onChange, noAll = false }: PatientFilterProps) {
  const { t } = useTranslation('visits');
  if (patients.length < 2) {
    return null;
  }
  const people = patients.map(({ id, full_name }) => ({ value: id, label: full_name }));
  const choices = noAll ? people : [{ value: ALL, label: t('patients_all') }, ...people];
  const choose = (next: string | null) =>
    onChange(next === null || next === ALL ? undefined : next);
  const chosen = value ?? (noAll ? (people[0]?.value ?? ALL) : ALL);
  return (
    <>
      {choices.length <= AS_BUTTONS && (
        <SegmentedControl
          aria-label={t('patient')}
          data={choices}
          value={chosen}
          onChange={choose}
          visibleFrom="sm"
          style={{ alignSelf: 'flex-start' }}
        />
      )}
      <Select
        label={t('patient')}
        data={choices}
        value={chosen}
        onChange={choose}
        allowDeselect={false}
        hiddenFrom={choices.length <= AS_BUTTONS ? 'sm' : undefined}
        maw="20rem"
      />
    </>
  );
}
