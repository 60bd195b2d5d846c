/** The pages of each role, as the tests that look at all of them go through them. */

import type { Visitor } from './test';

export const PAGES: Record<Visitor, string[]> = {
  nobody: [
    '/',
    '/doctors',
    '/sign-in',
    '/register',
    '/register?as=doctor',
    '/forgot-password',
    '/reset-password',
    '/verify-email',
    '/book',
    '/visit-link',
    '/no-such-page',
  ],
  patient: [
    '/',
    '/dashboard',
    '/visits',
    '/records',
    '/access-log',
    '/notifications',
    '/profile',
    '/profile?tab=patients',
  ],
  doctor: [
    '/dashboard',
    '/reports',
    '/today',
    '/calendar',
    '/requests',
    '/notifications',
    '/profile',
  ],
  desk: [
    '/dashboard',
    '/board',
    '/book-for-patient',
    '/requests',
    '/patients',
    '/patients/new',
    '/unpaid',
    '/day-end',
    '/calendar',
  ],
  admin: [
    '/dashboard',
    '/reports',
    '/reports/visits',
    '/admin',
    '/admin/users',
    '/admin/doctors',
    '/admin/locations',
    '/admin/visit-types',
    '/admin/rooms',
    '/admin/holidays',
    '/admin/messages',
    '/admin/messages?tab=folder',
    '/admin/audit',
    '/admin/settings',
    '/board',
  ],
};

export const VISITORS = Object.keys(PAGES) as Visitor[];
