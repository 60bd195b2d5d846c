import { MantineProvider } from '@mantine/core';
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { render, screen } from '@testing-library/react';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { expect, it, vi } from 'vitest';

import type { PatientDashboard as Dashboard } from '@/client';
import texts from '@/locales/en/dashboard.json';

import { PatientDashboard } from './patient-dashboard';

const DHAKA = { time_zone: 'Asia/Dhaka', doctor_name: 'Dr. Nadia Islam' };
const DASHBOARD: Dashboard = {
  role: 'patient',
  next_visit: null,
  upcoming: 0,
  to_do: [
    { kind: 'pay_visit', appointment_id: 'a', starts_at: '2027-01-02T06:00:00Z', ...DHAKA },
    { kind: 'pay_visit', appointment_id: 'b', starts_at: '2027-01-03T07:30:00Z', ...DHAKA },
    { kind: 'verify_email' },
  ],
};

it('tells two visits apart that wait for the same, in the line and in the link', async () => {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    resources: { en: { dashboard: texts } },
    interpolation: { escapeValue: false },
  });
  // Mantine asks for it, and jsdom has none.
  const listens = { addEventListener: () => undefined, removeEventListener: () => undefined };
  vi.stubGlobal('matchMedia', () => ({ matches: false, ...listens }));
  vi.stubGlobal('scrollTo', () => undefined);
  const router = createRouter({
    routeTree: createRootRoute({ component: () => <PatientDashboard dashboard={DASHBOARD} /> }),
    history: createMemoryHistory(),
  });
  render(
    <MantineProvider env="test">
      <RouterProvider router={router as never} />
    </MantineProvider>,
  );

  const [one, other, account] = await screen.findAllByRole('listitem');

  // By the clock of the place, which is not the one of the reader.
  expect(one).toHaveTextContent(/2 Jan 2027, 12:00.*GMT\+6.*Dr\. Nadia Islam/);
  expect(other).toHaveTextContent(/3 Jan 2027, 13:30.*GMT\+6.*Dr\. Nadia Islam/);
  const links = screen.getAllByRole('link', { name: /^See the visit: [23] Jan 2027, 1[23]:[03]0/ });
  expect(new Set(links.map((link) => link.getAttribute('aria-label'))).size).toBe(2);
  expect(account).toHaveTextContent(/^Confirm your e-mail addressOpen your profile$/);
});
