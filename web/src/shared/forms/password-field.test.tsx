import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { PasswordField } from './password-field';

// Mantine asks for it, and jsdom has none.
beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
});

afterEach(cleanup);

it('a password is hidden, may be pasted, and is known to password managers', async () => {
  const user = userEvent.setup();
  render(
    <MantineProvider env="test">
      <PasswordField purpose="current" label="Password" />
    </MantineProvider>,
  );
  const field = screen.getByLabelText('Password');
  await user.click(field);
  await user.paste('nine blue herons');

  expect(field).toHaveValue('nine blue herons');
  expect(field).toHaveAttribute('type', 'password');
  expect(field).toHaveAttribute('autocomplete', 'current-password');
});
