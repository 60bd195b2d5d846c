import { Button, Group, Menu, SegmentedControl, Select } from '@mantine/core';
import { IconChevronDown, IconStethoscope } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import type { DoctorRead } from '@/client';
import { today as todayIn, visitorZone, type Day } from '@/shared/time/zones';
import { EmptyState } from '@/shared/ui/empty-state';
import { Page } from '@/shared/ui/page';
import { PageProblem } from '@/shared/ui/page-problem';

import { DaysView } from './days-view';
import { Loading } from './loading';
import { PeriodSwitch } from './period-switch';
import type { CalendarSearch, Panel, View } from './search';
import { useCalendarDoctor, useCalendarPlaces } from './use-calendar';

const HoursEditor = lazy(() => import('./hours/hours-editor'));

export interface CalendarPageProps {
  search: CalendarSearch;
  /** Changes some of what stands in the address; `undefined` takes it away. */
  onSearch: (change: Partial<CalendarSearch>) => void;
  onOpenVisit: (appointmentId: string) => void;
  onBook: (doctorId: string, day: Day) => void;
}

export function CalendarPage(props: CalendarPageProps) {
  const { t } = useTranslation('calendar');
  const found = useCalendarDoctor(props.search.doctor);
  const { doctor, doctors, own } = found;
  if (found.error !== null) {
    return <PageProblem error={found.error} retry={found.retry} />;
  }
  if (found.isPending) {
    return <Loading title={t('title')} />;
  }
  if (doctor === undefined) {
    return (
      <Page title={t('title')}>
        <EmptyState icon={IconStethoscope} title={t('no_doctors')} hint={t('no_doctors_hint')} />
      </Page>
    );
  }
  return <DoctorCalendar key={doctor.id} {...props} doctor={doctor} doctors={doctors} own={own} />;
}

interface DoctorCalendarProps extends CalendarPageProps {
  doctor: DoctorRead;
  doctors: readonly DoctorRead[];
  own: boolean;
}

function DoctorCalendar(props: DoctorCalendarProps) {
  const { search, onSearch, doctor, doctors, own } = props;
  const { t } = useTranslation('calendar');
  const place = useCalendarPlaces(doctor.id);
  const title = own ? t('title') : t('title_of', { doctor: doctor.full_name });
  if (place === undefined) {
    return <Loading title={title} />;
  }
  const today = todayIn(place.zone === '' ? visitorZone() : place.zone);
  const { view = 'week', day = today, panel } = search;
  if (panel === 'hours') {
    return (
      <Suspense fallback={<Loading title={t('hours.title')} />}>
        <HoursEditor
          doctor={doctor}
          own={own}
          places={place}
          today={today}
          onClose={() => onSearch({ panel: undefined })}
        />
      </Suspense>
    );
  }
  return (
    <Page
      title={title}
      width="full"
      actions={
        <ChangeMenu
          onChoose={(to) =>
            onSearch({ panel: to, on: undefined, start: undefined, end: undefined })
          }
        />
      }
    >
      <Group justify="space-between" gap="sm" className="praxis-no-print">
        <PeriodSwitch
          view={view}
          day={day}
          today={today}
          onChange={(to) => onSearch({ day: to })}
        />
        <Group gap="sm">
          {!own && (
            <DoctorSelect
              doctors={doctors}
              value={doctor.id}
              onChange={(id) => onSearch({ doctor: id, visit: undefined })}
            />
          )}
          <SegmentedControl
            aria-label={t('view.label')}
            value={view}
            onChange={(to) => onSearch({ view: to === 'day' ? 'day' : undefined })}
            data={[
              { value: 'week' satisfies View, label: t('view.week') },
              { value: 'day' satisfies View, label: t('view.day') },
            ]}
          />
        </Group>
      </Group>
      <DaysView {...props} places={place} today={today} view={view} day={day} />
    </Page>
  );
}

function ChangeMenu({ onChoose }: { onChoose: (panel: Panel) => void }) {
  const { t } = useTranslation('calendar');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button rightSection={<IconChevronDown size={16} aria-hidden />}>{t('change.menu')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onChoose('hours')}>{t('change.hours')}</Menu.Item>
        <Menu.Item onClick={() => onChoose('one-day')}>{t('change.one_day')}</Menu.Item>
        <Menu.Item onClick={() => onChoose('leave')}>{t('change.leave')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface DoctorSelectProps {
  doctors: readonly DoctorRead[];
  value: string;
  onChange: (id: string) => void;
}

function DoctorSelect({ doctors, value, onChange }: DoctorSelectProps) {
  const { t } = useTranslation('calendar');
  return (
    <Select
      aria-label={t('doctor')}
      searchable
      allowDeselect={false}
      w="14rem"
      value={value}
      onChange={(id) => id !== null && onChange(id)}
      data={doctors.map(({ id, full_name }) => ({ value: id, label: full_name }))}
    />
  );
}
