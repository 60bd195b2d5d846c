import {
  IconBuilding,
  IconBuildingHospital,
  IconCalendar,
  IconCalendarOff,
  IconCalendarTime,
  IconCash,
  IconChartBar,
  IconClipboardList,
  IconDoor,
  IconEye,
  IconFileText,
  IconHome,
  IconLayoutColumns,
  IconListCheck,
  IconMail,
  IconPhone,
  IconSearch,
  IconSettings,
  IconStethoscope,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import type { ComponentType } from 'react';

import type { Role } from '@/client';
import type common from '@/locales/en/common.json';

export interface NavigationItem {
  to: NonNullable<LinkProps['to']>;
  label: keyof (typeof common)['nav'];
  icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
}

const FIND: NavigationItem = { to: '/', label: 'find', icon: IconSearch };

const START: NavigationItem = { to: '/dashboard', label: 'dashboard', icon: IconHome };
const REPORTS: NavigationItem = { to: '/reports', label: 'reports', icon: IconChartBar };

const NAVIGATION: Record<Role, readonly NavigationItem[]> = {
  patient: [
    START,
    FIND,
    { to: '/visits', label: 'visits', icon: IconCalendar },
    { to: '/records', label: 'records', icon: IconFileText },
    { to: '/access-log', label: 'access_log', icon: IconEye },
  ],
  doctor: [
    START,
    { to: '/today', label: 'today', icon: IconListCheck },
    { to: '/calendar', label: 'calendar', icon: IconCalendarTime },
    { to: '/requests', label: 'requests', icon: IconClipboardList },
    REPORTS,
  ],
  staff: [
    START,
    { to: '/board', label: 'board', icon: IconLayoutColumns },
    { to: '/book-for-patient', label: 'book_for_patient', icon: IconPhone },
    { to: '/requests', label: 'requests', icon: IconClipboardList },
    { to: '/patients', label: 'patients', icon: IconUsersGroup },
    { to: '/unpaid', label: 'unpaid', icon: IconCash },
    { to: '/day-end', label: 'day_end', icon: IconFileText },
    { to: '/calendar', label: 'calendar', icon: IconCalendarTime },
  ],
  admin: [
    START,
    { to: '/board', label: 'board', icon: IconLayoutColumns },
    REPORTS,
    { to: '/day-end', label: 'day_end', icon: IconFileText },
    { to: '/admin', label: 'admin', icon: IconBuilding },
    { to: '/admin/users', label: 'users', icon: IconUsers },
    { to: '/admin/doctors', label: 'doctors', icon: IconStethoscope },
    { to: '/admin/locations', label: 'locations', icon: IconBuildingHospital },
    { to: '/admin/visit-types', label: 'visit_types', icon: IconClipboardList },
    { to: '/admin/rooms', label: 'rooms', icon: IconDoor },
    { to: '/admin/holidays', label: 'holidays', icon: IconCalendarOff },
    { to: '/admin/messages', label: 'messages', icon: IconMail },
    { to: '/admin/audit', label: 'audit', icon: IconEye },
    { to: '/admin/settings', label: 'settings', icon: IconSettings },
  ],
};

export function navigationOf(role: Role | null): readonly NavigationItem[] {
  return role === null ? [FIND] : NAVIGATION[role];
}
