import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import {
  getAppointmentQueryKey,
  getMedicalRecordQueryKey,
  getPatientQueryKey,
  listMedicalRecordVersionsQueryKey,
  listMedicalRecordsOfPatientQueryKey,
} from '@/client/@tanstack/react-query.gen';

import { forgetEmergencies, forgetWhenItEnds, goOnWaiting } from './closing';

const PATIENT = '0198c7a2-0000-7000-8000-000000000001';
const OTHER = '0198c7a2-0000-7000-8000-000000000002';
const HOUR = 60 * 60 * 1000;
const emergency = {
  id: 'e',
  patient_id: PATIENT,
  opened_at: '2027-01-04T06:00:00Z',
  expires_at: '2027-01-04T07:00:00Z',
  reason: 'Unconscious',
};
const file = getPatientQueryKey({ path: { patient_id: PATIENT } });
const records = listMedicalRecordsOfPatientQueryKey({ path: { patient_id: PATIENT } });
const record = getMedicalRecordQueryKey({ path: { record_id: 'r' } });
const versions = listMedicalRecordVersionsQueryKey({ path: { record_id: 'r' } });
const visit = getAppointmentQueryKey({ path: { appointment_id: 'v' } });
const other = getPatientQueryKey({ path: { patient_id: OTHER } });

let client: QueryClient;

beforeEach(() => {
  // Two days away from the server's clock.
  vi.useFakeTimers({ now: new Date('2027-01-02T06:00:00Z') });
  client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });
  client.setQueryData(file, { id: PATIENT, allergies: 'Nuts' });
  client.setQueryData(records, { items: [{ diagnosis: 'Bronchitis' }] });
  client.setQueryData(record, { id: 'r', patient_id: PATIENT });
  client.setQueryData(versions, { items: [{ version: 1, reason: 'A slip' }] });
  client.setQueryData(visit, { id: 'v', patient: { id: PATIENT } });
  client.setQueryData(other, { id: OTHER });
});

afterEach(() => {
  forgetEmergencies();
  client.clear();
  vi.useRealTimers();
});

test('what was read stays for the hour and not longer', async () => {
  forgetWhenItEnds(client, emergency);
  await vi.advanceTimersByTimeAsync(HOUR - 1);
  expect(client.getQueryData(records)).toBeDefined();
  await vi.advanceTimersByTimeAsync(1);
  for (const key of [file, records, record, versions]) {
    expect(client.getQueryData(key)).toBeUndefined();
  }
  expect(client.getQueryData(other)).toEqual({ id: OTHER });
  // What was never closed stays: a form beside it is not taken from its writer.
  expect(client.getQueryData(visit)).toBeDefined();
});

test('nobody waits for it after the session', async () => {
  forgetWhenItEnds(client, emergency);
  forgetEmergencies();
  await vi.advanceTimersByTimeAsync(2 * HOUR);
  document.dispatchEvent(new Event('visibilitychange'));
  expect(client.getQueryData(file)).toBeDefined();
  expect(vi.getTimerCount()).toBe(0);
});

test('what is on screen is asked for anew', async () => {
  const queryFn = vi.fn().mockRejectedValue(new Error('refused'));
  const observer = new QueryObserver(client, {
    queryKey: records,
    queryFn,
    staleTime: 'static',
    retry: false,
  });
  const leave = observer.subscribe(() => undefined);
  expect(observer.getCurrentResult().data).toBeDefined();
  forgetWhenItEnds(client, emergency);
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(queryFn).toHaveBeenCalledTimes(1);
  expect(observer.getCurrentResult().data).toBeUndefined();
  expect(observer.getCurrentResult().isError).toBe(true);
  leave();
});

test('a machine that slept lets go of it when it is looked at', () => {
  forgetWhenItEnds(client, emergency);
  vi.setSystemTime(new Date('2027-01-02T09:00:00Z'));
  expect(client.getQueryData(records)).toBeDefined();
  document.dispatchEvent(new Event('visibilitychange'));
  expect(client.getQueryData(records)).toBeUndefined();
});

test('a page that is loaded again lets go of it, too, and then knows of nothing', async () => {
  forgetWhenItEnds(client, emergency);
  vi.resetModules();
  const reloaded = await import('./closing');
  reloaded.goOnWaiting(client);
  expect(vi.getTimerCount()).toBe(2);
  await vi.advanceTimersByTimeAsync(HOUR - 1);
  expect(client.getQueryData(file)).toBeDefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(client.getQueryData(file)).toBeUndefined();
  expect(sessionStorage.getItem('praxis-emergencies')).toBeNull();
});

test('what is over when the page is loaded again is let go of at once', async () => {
  forgetWhenItEnds(client, emergency);
  vi.setSystemTime(Date.now() + 2 * HOUR);
  goOnWaiting(client);
  await vi.advanceTimersByTimeAsync(0);
  expect(client.getQueryData(file)).toBeUndefined();
});

test('the next user of the tab waits for nothing of the last one', () => {
  forgetWhenItEnds(client, emergency);
  forgetEmergencies();
  goOnWaiting(client);
  expect(vi.getTimerCount()).toBe(0);
});

test('whatever else lies under its name is no emergency', () => {
  for (const found of ['{', '{}', '"x"', '[null, 1, {"end": 2}]']) {
    sessionStorage.setItem('praxis-emergencies', found);
    goOnWaiting(client);
  }
  expect(vi.getTimerCount()).toBe(0);
});
