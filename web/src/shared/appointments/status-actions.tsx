import { ActionIcon, Group, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppointmentRead, Status } from '@/client';
import { BusyButton } from '@/shared/forms/busy-button';

import { primaryStep, stepOf } from './steps';
import { useChangeStatus } from './use-change-status';

const StepDialog = lazy(() => import('./step-dialog'));

interface StatusActionsProps {
  appointment: AppointmentRead;
  size?: 'xs' | 'sm' | 'md';
  /** How the likeliest step looks; `default` in lists, where one primary action a page is enough. */
  variant?: 'filled' | 'default' | 'light';
  /** Steps that the page offers in another, better way: they are in the menu only. */
  demoted?: readonly Status[];
  /** Further steps as buttons of their own, such as declining a request. */
  beside?: readonly Status[];
  onChanged?: (changed: AppointmentRead) => void;
  /** Where the focus goes if the visit leaves the list with its step. */
  focusNext?: () => HTMLElement | null;
}

/** The steps that the viewer may take with a visit now: the likeliest as button, the rest a menu. */
export function StatusActions({
  appointment,
  size = 'xs',
  variant = 'default',
  demoted = [],
  beside = [],
  onChanged,
  focusNext,
}: StatusActionsProps) {
  const { t } = useTranslation('appointments');
  const [asking, setAsking] = useState<Status | null>(null);
  const step = useChangeStatus({ onChanged, focusNext });
  const { status, patient_name: patient, reason_needed_for: needing } = appointment;
  const possible = appointment.next_statuses;
  const primary = primaryStep(
    status,
    possible.filter((to) => !demoted.includes(to)),
  );
  const buttons = possible.filter((to) => to === primary || beside.includes(to));
  const others = possible.filter((to) => !buttons.includes(to));
  const opener = useRef<HTMLElement | null>(null);
  const menuButton = useRef<HTMLButtonElement>(null);
  const wording = (to: Status) => t(`step.${stepOf(status, to).label}`);

  const take = (to: Status, from: HTMLElement | null) => {
    if (stepOf(status, to).asks === true || needing.includes(to)) {
      opener.current = from;
      setAsking(to);
    } else {
      step.mutate({ appointment, to });
    }
  };
  const close = () => {
    setAsking(null);
    // What opened it may have been in a menu that is closed by now.
    requestAnimationFrame(() => opener.current?.focus());
  };
  const confirm = (to: Status, reason: string) =>
    step.mutate({ appointment, to, reason }, { onSuccess: () => setAsking(null) });

  return (
    <Group gap={6} wrap="nowrap" className="praxis-no-print">
      {buttons.map((to) => (
        <BusyButton
          // The next step takes the place, and with it the focus, of the one that was taken.
          key={to === primary ? 'primary' : to}
          size={size}
          variant={to === primary ? variant : 'default'}
          busy={step.isPending && step.variables.to === to}
          aria-label={t('step_for', { step: wording(to), patient })}
          onClick={({ currentTarget }) => take(to, currentTarget)}
        >
          {wording(to)}
        </BusyButton>
      ))}
      {others.length > 0 && (
        // Fixed: the cards around it cut off what hangs out of them.
        <Menu position="bottom-end" floatingStrategy="fixed">
          <Menu.Target>
            <ActionIcon
              ref={menuButton}
              variant="subtle"
              color="gray"
              size={size === 'xs' ? 30 : 36}
              aria-label={t('actions', { patient })}
            >
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map((to) => (
              <Menu.Item
                key={to}
                color={stepOf(status, to).danger ? 'red' : undefined}
                onClick={() => take(to, menuButton.current)}
              >
                {wording(to)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {asking !== null && (
        <Suspense fallback={null}>
          <StepDialog
            appointment={appointment}
            to={asking}
            busy={step.isPending}
            onConfirm={(reason) => confirm(asking, reason)}
            onClose={close}
          />
        </Suspense>
      )}
    </Group>
  );
}
