/** The server asked directly, to prepare what a test needs and to see what it left behind. */

import { randomUUID } from 'node:crypto';

import { expect, type APIRequestContext } from '@playwright/test';

import type {
  AppointmentRead,
  DoctorRead,
  LocationRead,
  PageAppointmentRead,
  PageDoctorRead,
  PageLocationRead,
  PageVisitTypeRead,
  PatientRead,
  SlotRead,
  VisitTypeRead,
} from '../../src/client';
import { clock } from './addresses';

export interface Slot extends SlotRead {
  doctor_id: string;
}

/** Who works every day of the week, so that no test depends on the day on which it runs. */
export interface TestDoctor {
  id: string;
  name: string;
  email: string;
}

const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

/** A word that no other test and no earlier run has used; without digits, it stands in names. */
export function newWord(): string {
  const letters = randomUUID().replaceAll(/[^a-f]/g, '');
  return `${letters.charAt(0).toUpperCase()}${letters.slice(1)}${Date.now().toString(26).replaceAll(/\d/g, 'x')}`;
}

export class Api {
  static readonly PASSWORD = 'Praxis-demo-1';

  readonly #request: APIRequestContext;
  readonly #tokens = new Map<string, string>();

  constructor(request: APIRequestContext) {
    this.#request = request;
  }

  async #token(email: string): Promise<string> {
    const known = this.#tokens.get(email);
    if (known !== undefined) {
      return known;
    }
    // As programs do: by cookie each sign-in would end the one before.
    const answer = await this.#request.post('/api/v1/auth/token', {
      form: { username: email, password: Api.PASSWORD },
    });
    expect(answer.status(), await answer.text()).toBe(200);
    const { access_token: token } = (await answer.json()) as { access_token: string };
    this.#tokens.set(email, token);
    return token;
  }

  async call<T>(
    email: string | null,
    method: string,
    path: string,
    data?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const answer = await this.#request.fetch(`/api/v1${path}`, {
      method,
      data,
      headers: {
        ...headers,
        ...(email !== null && { Authorization: `Bearer ${await this.#token(email)}` }),
      },
    });
    expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return (answer.status() === 204 ? undefined : await answer.json()) as T;
  }

  /** A new patient with an account of its own, so that tests do not meet. */
  async registerPatient(name = 'Nadia Karim'): Promise<{ email: string; name: string }> {
    const email = `e2e-${randomUUID()}@example.org`;
    await this.call(null, 'POST', '/auth/register', {
      role: 'patient',
      email,
      password: Api.PASSWORD,
      full_name: name,
      mobile: '+8801711000000',
      date_of_birth: '1990-05-17',
      sex: 'female',
    });
    return { email, name };
  }

  async doctors(): Promise<DoctorRead[]> {
    return (await this.call<PageDoctorRead>(null, 'GET', '/doctors?limit=200')).items;
  }

  async ownDoctor(): Promise<DoctorRead> {
    return this.call('doctor@example.org', 'GET', '/doctors/me');
  }

  async visitTypes(): Promise<VisitTypeRead[]> {
    return (await this.call<PageVisitTypeRead>(null, 'GET', '/visit-types?limit=200')).items;
  }

  /** A visit type that anyone books without approval, and needs no room. */
  async plainVisitType(): Promise<VisitTypeRead> {
    const plain = (await this.visitTypes()).find(
      ({ needs_approval, needs, modality }) =>
        !needs_approval && needs.length === 0 && modality === 'in_person',
    );
    if (plain === undefined) {
      throw new Error('the demo practice has no plain visit type');
    }
    return plain;
  }

  /** The practice's own kinds of visit, not those that other tests add. */
  async consultation(): Promise<VisitTypeRead> {
    const found = (await this.visitTypes()).find(({ name }) => name === 'Consultation');
    if (found === undefined) {
      throw new Error('the demo practice offers no consultation');
    }
    return found;
  }

  async dhaka(): Promise<LocationRead> {
    const { items } = await this.call<PageLocationRead>(null, 'GET', '/locations?limit=200');
    const found = items.find(({ name }) => name === 'Praxis Dhanmondi');
    if (found === undefined) {
      throw new Error('the demo practice has no place in Dhaka');
    }
    return found;
  }

  /** A doctor of this test alone, so that tests cannot take each other's times away. */
  async newDoctor(name = `Dr ${newWord()} Haque`): Promise<TestDoctor> {
    const email = `e2e-${randomUUID()}@example.org`;
    const admin = 'admin@example.org';
    const doctor = await this.call<DoctorRead>(admin, 'POST', '/doctors', {
      account: { email, password: Api.PASSWORD, full_name: name },
      specialty: 'Family medicine',
      licence_number: randomUUID().slice(0, 18),
      experience_years: 9,
      languages: ['bn', 'en'],
      approve: true,
    });
    const { id: location_id } = await this.dhaka();
    await this.call(admin, 'PUT', `/doctors/${doctor.id}/availability`, {
      rules: WEEKDAYS.map((weekday) => ({
        location_id,
        weekday,
        start_time: '08:00',
        end_time: '18:00',
      })),
    });
    return { id: doctor.id, name, email };
  }

  /** Free times of one doctor within the next two weeks, as a patient is offered them. */
  async timesOf(doctorId: string): Promise<Slot[]> {
    const { id } = await this.consultation();
    const to = new Date(Date.now() + 14 * 86_400_000).toISOString();
    const { items } = await this.call<{ items: SlotRead[] }>(
      null,
      'GET',
      `/doctors/${doctorId}/slots?visit_type_id=${id}&to=${encodeURIComponent(to)}`,
    );
    return items.map((item) => ({ ...item, doctor_id: doctorId }));
  }

  /** A morning's time that may still be moved and cancelled: beyond the notice of a consultation. */
  async changeableTime(doctorId: string): Promise<Slot> {
    const from = Date.now() + 3 * 86_400_000;
    const found = (await this.timesOf(doctorId)).find(
      ({ starts_at }) => Date.parse(starts_at) > from && clock(starts_at) < '12',
    );
    if (found === undefined) {
      throw new Error('the doctor of this test has no free time');
    }
    return found;
  }

  /** Books as the patient of an account. */
  async book(email: string, { starts_at, doctor_id, location_id, visit_type_id }: Slot, more = {}) {
    return this.call<AppointmentRead>(email, 'POST', '/appointments', {
      starts_at,
      doctor_id,
      location_id,
      visit_type_id,
      ...more,
    });
  }

  async setStatus(email: string, appointmentId: string, status: string, reason?: string) {
    return this.call<AppointmentRead>(email, 'PATCH', `/appointments/${appointmentId}/status`, {
      status,
      ...(reason !== undefined && { reason }),
    });
  }

  async ownPatientId(email: string): Promise<string> {
    const { items } = await this.call<{ items: { id: string }[] }>(email, 'GET', '/patients');
    const [own] = items;
    if (own === undefined) {
      throw new Error('this account has no patient');
    }
    return own.id;
  }

  async firstSlots(visitTypeId: string, query = ''): Promise<Slot[]> {
    const { items } = await this.call<{ items: Slot[] }>(
      null,
      'GET',
      `/slots?visit_type_id=${visitTypeId}&limit=40${query}`,
    );
    return items;
  }

  /** A visit of this very moment, for which the patient may check in. */
  async visitNow(doctorId: string, patientId: string, more: Record<string, unknown> = {}) {
    const soon = new Date(Date.now() + 120_000);
    soon.setUTCSeconds(0, 0);
    const { id: location_id } = await this.dhaka();
    return this.bookNow(doctorId, patientId, soon.toISOString(), { location_id, ...more });
  }

  /** Books as the front desk, which may book now and outside the hours. */
  async bookNow(
    doctorId: string,
    patientId: string,
    startsAt: string,
    more: Record<string, unknown> = {},
  ): Promise<AppointmentRead> {
    const visitType = await this.plainVisitType();
    return this.call('desk@example.org', 'POST', '/appointments', {
      doctor_id: doctorId,
      patient_id: patientId,
      visit_type_id: visitType.id,
      starts_at: startsAt,
      outside_hours: true,
      overbook: true,
      override_reason: 'walk-in',
      ...more,
    });
  }

  /** Somebody at the desk of this test alone: whom nothing that others do there holds up. */
  async newStaff(): Promise<string> {
    const email = `e2e-${randomUUID()}@example.org`;
    await this.call('admin@example.org', 'POST', '/users', {
      role: 'staff',
      email,
      password: Api.PASSWORD,
      full_name: 'Shirin Akhter',
    });
    return email;
  }

  async newPatient(name: string): Promise<PatientRead> {
    return this.call('desk@example.org', 'POST', '/patients', {
      full_name: name,
      mobile: '+8801711222333',
      date_of_birth: '1984-02-11',
    });
  }

  async appointmentsOf(email: string): Promise<AppointmentRead[]> {
    return (await this.call<PageAppointmentRead>(email, 'GET', '/appointments?limit=200')).items;
  }
}
