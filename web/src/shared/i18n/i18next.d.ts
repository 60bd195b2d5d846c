import 'i18next';

import type admin from '@/locales/en/admin.json';
import type appointments from '@/locales/en/appointments.json';
import type booking from '@/locales/en/booking.json';
import type calendar from '@/locales/en/calendar.json';
import type common from '@/locales/en/common.json';
import type dashboard from '@/locales/en/dashboard.json';
import type desk from '@/locales/en/desk.json';
import type doctor from '@/locales/en/doctor.json';
import type emergencies from '@/locales/en/emergencies.json';
import type find from '@/locales/en/find.json';
import type identity from '@/locales/en/identity.json';
import type link from '@/locales/en/link.json';
import type messages from '@/locales/en/messages.json';
import type notifications from '@/locales/en/notifications.json';
import type payments from '@/locales/en/payments.json';
import type profile from '@/locales/en/profile.json';
import type records from '@/locales/en/records.json';
import type regions from '@/locales/en/regions.json';
import type reports from '@/locales/en/reports.json';
import type security from '@/locales/en/security.json';
import type slots from '@/locales/en/slots.json';
import type visits from '@/locales/en/visits.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      admin: typeof admin;
      appointments: typeof appointments;
      booking: typeof booking;
      calendar: typeof calendar;
      common: typeof common;
      dashboard: typeof dashboard;
      desk: typeof desk;
      doctor: typeof doctor;
      emergencies: typeof emergencies;
      find: typeof find;
      identity: typeof identity;
      link: typeof link;
      messages: typeof messages;
      notifications: typeof notifications;
      payments: typeof payments;
      profile: typeof profile;
      records: typeof records;
      regions: typeof regions;
      reports: typeof reports;
      security: typeof security;
      slots: typeof slots;
      visits: typeof visits;
    };
  }
}
