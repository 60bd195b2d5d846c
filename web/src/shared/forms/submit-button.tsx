import type { ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';

import { BusyButton } from './busy-button';

interface SubmitButtonProps extends Omit<ButtonProps, 'loading'> {
  pending: boolean;
  children: ReactNode;
}

/** Sends the form around it, and shows that it is on its way. */
export function SubmitButton({ pending, ...others }: SubmitButtonProps) {
  return <BusyButton type="submit" busy={pending} {...others} />;
}
