import {
  IconBuildingHospital,
  IconCalendar,
  IconCalendarOff,
  IconCalendarTime,
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

const NAVIGATION: Record<Role, readonly NavigationItem[]> = {
  patient: [
    FIND,
    { to: '/visits', label: 'visits', icon: IconCalendar },
    { to: '/records', label: 'records', icon: IconFileText },
    { to: '/access-log', label: 'access_log', icon: IconEye },
  ],
  doctor: [
    { to: '/today', label: 'today', icon: IconListCheck },
    { to: '/calendar', label: 'calendar', icon: IconCalendarTime },
    { to: '/requests', label: 'requests', icon: IconClipboardList },
  ],
  staff: [
    { to: '/board', label: 'board', icon: IconLayoutColumns },
    { to: '/book-for-patient', label: 'book_for_patient', icon: IconPhone },
    { to: '/requests', label: 'requests', icon: IconClipboardList },
    { to: '/patients', label: 'patients', icon: IconUsersGroup },
    { to: '/calendar', label: 'calendar', icon: IconCalendarTime },
  ],
  admin: [
    { to: '/admin', label: 'admin', icon: IconHome },
    { to: '/board', label: 'board', icon: IconLayoutColumns },
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
