import { Button, Loader, type ButtonProps } from '@mantine/core';
import type { ButtonHTMLAttributes, Ref } from 'react';

type BusyButtonProps = ButtonProps &
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, keyof ButtonProps> & {
    busy: boolean;
    ref?: Ref<HTMLButtonElement>;
  };

/** Works once at a time and keeps the focus meanwhile, which a disabled button would lose. */
export function BusyButton({ busy, onClick, leftSection, ...props }: BusyButtonProps) {
  return (
    <Button
      {...props}
      aria-disabled={busy ? true : undefined}
      aria-busy={busy}
      leftSection={busy ? <Loader size={14} color="currentColor" aria-hidden /> : leftSection}
      onClick={(event) => {
        if (busy) {
          event.preventDefault();
          return;
        }
        onClick?.(event);
      }}
    />
  );
}
