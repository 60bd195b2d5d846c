import { expect, it } from 'vitest';

import type { NotificationRead, NotifiedVisit } from '@/client';

import { targetOf } from './target';

const visit: NotifiedVisit = {
  id: 'v1',
  status: 'confirmed',
  starts_at: '2026-11-23T04:00:00Z',
  ends_at: '2026-11-23T04:30:00Z',
  time_zone: 'Asia/Dhaka',
  doctor_name: 'Dr Haque',
  location_name: 'Praxis Dhanmondi',
  patient_name: null,
};

function line(kind: string, appointment: NotifiedVisit | null): NotificationRead {
  return {
    id: 'n1',
    kind,
    created_at: '2026-11-21T04:00:00Z',
    read_at: null,
    was_at: null,
    appointment,
  };
}

it('leads each to the visit as they know it', () => {
  const params = { appointmentId: 'v1' };
  expect(targetOf(line('visit_moved', visit), 'patient')).toEqual({
    to: '/visits/$appointmentId',
    params,
  });
  expect(targetOf(line('doctor_visit_moved', visit), 'doctor')).toEqual({
    to: '/visit/$appointmentId',
    params,
  });
});

it('leads to the requests only while the request is one', () => {
  const pending: NotifiedVisit = { ...visit, status: 'pending' };
  expect(targetOf(line('doctor_visit_requested', pending), 'doctor')).toEqual({ to: '/requests' });
  expect(targetOf(line('doctor_visit_requested', visit), 'doctor')).toMatchObject({
    to: '/visit/$appointmentId',
  });
});

it('leads nowhere without a visit', () => {
  expect(targetOf(line('visit_cancelled', null), 'patient')).toBeNull();
});

it('leads to the page of what concerns no visit', () => {
  expect(targetOf(line('emergency_opened', null), 'admin')).toEqual({ to: '/admin/emergencies' });
  expect(targetOf(line('api_key_made', null), 'admin')).toEqual({ to: '/admin/keys' });
  expect(targetOf(line('new_device', null), 'patient')).toEqual({ to: '/profile' });
  expect(targetOf(line('backup_failed', null), 'admin')).toBeNull();
});
