import { Combobox, Loader, Text, TextInput, useCombobox, VisuallyHidden } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, type LinkProps } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { PatientSummary } from '@/client';
import { keepFocusOn } from '@/shared/appointments/focus';
import { doctorsOptions } from '@/shared/desk/options';
import { usePatientFacts } from '@/shared/patients/patient-facts';
import { useRecentPatients } from '@/shared/patients/recent';
import { usePatientSearch } from '@/shared/patients/use-patient-search';
import { useHasRole } from '@/shared/session/use-session';
import { Dialog } from '@/shared/ui/dialog';
import { useComboboxInput } from '@/shared/ui/use-combobox-input';

import { fits } from './matching';
import type { SearchPage } from './search-control';
import classes from './search.module.css';

interface Hit {
  id: string;
  title: string;
  detail?: string;
  target: LinkProps;
}

interface HitGroup {
  label: string;
  hits: Hit[];
}

const DOCTORS_SHOWN = 5;
const RECENT_SHOWN = 4;

function usePatientHits(typed: string): { hits: Hit[]; pending: boolean } {
  const factsOf = usePatientFacts();
  const recent = useRecentPatients();
  const found = usePatientSearch(typed, { limit: 6 });
  const patients: readonly PatientSummary[] =
    typed.trim() === ''
      ? recent.slice(0, RECENT_SHOWN)
      : // What was found for the letters before, as far as it still fits.
        found.matches.filter((match) => !found.pending || fits(match.full_name, typed));
  return {
    hits: patients.map((patient) => ({
      id: `patient:${patient.id}`,
      title: patient.full_name,
      detail: factsOf(patient),
      target: { to: '/patients/$patientId', params: { patientId: patient.id } },
    })),
    pending: found.pending,
  };
}

function useDoctorHits(typed: string): Hit[] {
  const { data: doctors } = useQuery(doctorsOptions);
  const isDesk = useHasRole('staff', 'admin');
  if (typed.trim() === '') {
    return [];
  }
  return (doctors ?? [])
    .filter(({ full_name, specialty }) => fits(`${full_name} ${specialty}`, typed))
    .slice(0, DOCTORS_SHOWN)
    .map(({ id, full_name, specialty }) => ({
      id: `doctor:${id}`,
      title: full_name,
      detail: specialty,
      target: isDesk
        ? { to: '/calendar', search: { doctor: id } }
        : { to: '/doctors/$doctorId', params: { doctorId: id } },
    }));
}

function usePageHits(typed: string, pages: readonly SearchPage[]): Hit[] {
  const { t } = useTranslation(['desk', 'common']);
  const isDesk = useHasRole('staff', 'admin');
  const known = new Set(pages.map(({ to }) => to));
  const more: SearchPage[] = [
    ...(isDesk
      ? [
          { to: '/book-for-patient', label: t('booking.title') } as const,
          { to: '/patients', label: t('patients.title') } as const,
          { to: '/patients/new', label: t('register.title') } as const,
        ]
      : []),
    { to: '/profile', label: t('common:nav.profile') },
  ];
  return [...pages, ...more.filter(({ to }) => !known.has(to))]
    .filter(({ label }) => fits(label, typed))
    .map(({ to, label }) => ({ id: `page:${to}`, title: label, target: { to } }));
}

function Groups({ groups }: { groups: readonly HitGroup[] }) {
  return groups.map(({ label, hits }) => (
    <Combobox.Group key={label} label={label}>
      {hits.map(({ id, title, detail }) => (
        <Combobox.Option key={id} value={id}>
          <Text span fw={500} display="block">
            <bdi>{title}</bdi>
          </Text>
          {detail !== undefined && (
            <Text span size="sm" display="block">
              <bdi>{detail}</bdi>
            </Text>
          )}
        </Combobox.Option>
      ))}
    </Combobox.Group>
  ));
}

interface SearchDialogProps {
  pages: readonly SearchPage[];
  /** `chosen`: another page opens, and takes the focus. */
  onClose: (chosen: boolean) => void;
}

/**
 * Patients, doctors and pages by what is typed. A combobox, not the kit's spotlight: that one does
 * not tell screen readers which of its entries is marked.
 */
export default function SearchDialog({ pages, onClose }: SearchDialogProps) {
  const { t } = useTranslation(['desk', 'common']);
  const navigate = useNavigate();
  const combobox = useCombobox({ opened: true });
  const input = useComboboxInput(combobox);
  const [typed, setTyped] = useState('');
  const patients = usePatientHits(typed);
  const groups: HitGroup[] = [
    { label: typed.trim() === '' ? t('patient.recent') : t('patients.title'), hits: patients.hits },
    { label: t('booking.doctors'), hits: useDoctorHits(typed) },
    { label: t('search.pages'), hits: usePageHits(typed, pages) },
  ].filter(({ hits }) => hits.length > 0);
  const all = groups.flatMap(({ hits }) => hits);
  const listed = all.map(({ id }) => id).join();
  useEffect(() => {
    input.markFirst();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when other entries are listed
  }, [listed]);
  const open = (id: string) => {
    const hit = all.find((each) => each.id === id);
    if (hit !== undefined) {
      onClose(true);
      keepFocusOn('');
      void navigate(hit.target as Parameters<typeof navigate>[0]);
    }
  };
  return (
    <Dialog
      opened
      onClose={() => onClose(false)}
      returnFocus={false}
      title={t('common:app.search')}
      centered={false}
      size="lg"
      yOffset="8dvh"
    >
      <Combobox store={combobox} onOptionSubmit={open}>
        <Combobox.EventsTarget withAriaAttributes={false} withKeyboardNavigation={false}>
          <TextInput
            data-autofocus
            {...input.attributes}
            aria-label={t('common:app.search')}
            placeholder={t('search.hint')}
            leftSection={<IconSearch size={18} aria-hidden />}
            rightSection={patients.pending ? <Loader size={16} aria-hidden /> : null}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            onKeyDown={(event) => {
              // Escape ends the search; the list has no closing of its own.
              if (event.key !== 'Escape') {
                input.onKeyDown(event);
              }
            }}
          />
        </Combobox.EventsTarget>
        <Combobox.Options mt="sm" className={classes.options} aria-label={t('search.results')}>
          <Groups groups={groups} />
          {all.length === 0 && (
            <Combobox.Option value="" disabled>
              {t(patients.pending ? 'patient.searching' : 'search.none')}
            </Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox>
      <VisuallyHidden role="status">
        {typed.trim() !== '' && !patients.pending && t('search.found', { count: all.length })}
      </VisuallyHidden>
    </Dialog>
  );
}
