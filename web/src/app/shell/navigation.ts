import { IconCalendar, IconEye, IconFileText, IconHome, IconSearch } from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import { lazy, type ComponentType } from 'react';

import type { Role } from '@/client';
import type common from '@/locales/en/common.json';

import type * as icons from './staff-icons';

export interface NavigationItem {
  to: NonNullable<LinkProps['to']>;
  label: keyof (typeof common)['nav'];
  icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
}

/** Visitors and patients, who have no such page, do not load its picture. */
function later(name: keyof typeof icons): NavigationItem['icon'] {
  return lazy(async () => ({ default: (await import('./staff-icons'))[name] }));
}

const FIND: NavigationItem = { to: '/', label: 'find', icon: IconSearch };

const START: NavigationItem = { to: '/dashboard', label: 'dashboard', icon: IconHome };
const REPORTS: NavigationItem = { to: '/reports', label: 'reports', icon: later('IconChartBar') };

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
    { to: '/today', label: 'today', icon: later('IconListCheck') },
    { to: '/calendar', label: 'calendar', icon: later('IconCalendarTime') },
    { to: '/requests', label: 'requests', icon: later('IconClipboardList') },
    REPORTS,
  ],
  staff: [
    START,
    { to: '/board', label: 'board', icon: later('IconLayoutColumns') },
    { to: '/book-for-patient', label: 'book_for_patient', icon: later('IconPhone') },
    { to: '/requests', label: 'requests', icon: later('IconClipboardList') },
    { to: '/patients', label: 'patients', icon: later('IconUsersGroup') },
    { to: '/unpaid', label: 'unpaid', icon: later('IconCash') },
    { to: '/day-end', label: 'day_end', icon: IconFileText },
    { to: '/calendar', label: 'calendar', icon: later('IconCalendarTime') },
  ],
  admin: [
    START,
    { to: '/board', label: 'board', icon: later('IconLayoutColumns') },
    REPORTS,
    { to: '/day-end', label: 'day_end', icon: IconFileText },
    { to: '/admin', label: 'admin', icon: later('IconBuilding') },
    { to: '/admin/users', label: 'users', icon: later('IconUsers') },
    { to: '/admin/doctors', label: 'doctors', icon: later('IconStethoscope') },
    { to: '/admin/locations', label: 'locations', icon: later('IconBuildingHospital') },
    { to: '/admin/visit-types', label: 'visit_types', icon: later('IconClipboardList') },
    { to: '/admin/rooms', label: 'rooms', icon: later('IconDoor') },
    { to: '/admin/holidays', label: 'holidays', icon: later('IconCalendarOff') },
    { to: '/admin/messages', label: 'messages', icon: later('IconMail') },
    { to: '/admin/audit', label: 'audit', icon: IconEye },
    { to: '/admin/emergencies', label: 'emergencies', icon: later('IconLockOpen') },
    { to: '/admin/keys', label: 'keys', icon: later('IconKey') },
    { to: '/admin/settings', label: 'settings', icon: later('IconSettings') },
  ],
};

export function navigationOf(role: Role | null): readonly NavigationItem[] {
  return role === null ? [FIND] : NAVIGATION[role];
}
