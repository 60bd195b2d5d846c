/** The server asked directly, to prepare what a test needs and to see what it left behind. */

import { randomUUID } from 'node:crypto';

import { expect, type APIRequestContext } from '@playwright/test';

import type {
  AppointmentRead,
  DoctorRead,
  PageAppointmentRead,
  PageDoctorRead,
  PageVisitTypeRead,
  PatientRead,
  SlotRead,
  VisitTypeRead,
} from '../../src/client';

interface Slot extends SlotRead {
  doctor_id: string;
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
    const answer = await this.#request.post('/api/v1/auth/login', {
      data: { email, password: Api.PASSWORD },
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

  async firstSlots(visitTypeId: string, query = ''): Promise<Slot[]> {
    const { items } = await this.call<{ items: Slot[] }>(
      null,
      'GET',
      `/slots?visit_type_id=${visitTypeId}&limit=40${query}`,
    );
    return items;
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
