import type { ComboboxStore } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';

/**
 * What makes a text field the input of a list of options (ARIA's combobox).
 *
 * The kit tells screen readers only of options that arrow keys reached; this also tells of the one
 * that was marked because it came first. Use with `withAriaAttributes={false}` and
 * `withKeyboardNavigation={false}` on the kit's target.
 */
export function useComboboxInput(combobox: ComboboxStore) {
  const [active, setActive] = useState<string | null>(null);
  const { dropdownOpened: opened, listId } = combobox;

  const walk = (step: 'next' | 'previous') => {
    if (opened) {
      setActive(step === 'next' ? combobox.selectNextOption() : combobox.selectPreviousOption());
    } else {
      combobox.openDropdown('keyboard');
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and arrows that end a composed letter are the keyboard's.
    if (event.nativeEvent.isComposing) {
      return;
    }
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        event.preventDefault();
        walk(event.key === 'ArrowDown' ? 'next' : 'previous');
        break;
      case 'Enter':
        if (opened && combobox.getSelectedOptionIndex() !== -1) {
          event.preventDefault();
          combobox.clickSelectedOption();
        }
        break;
      case 'Escape':
        combobox.closeDropdown('keyboard');
    }
  };
  return {
    markFirst: () => setActive(combobox.selectFirstOption()),
    unmark: () => {
      combobox.resetSelectedOption();
      setActive(null);
    },
    onKeyDown,
    attributes: {
      role: 'combobox',
      inputMode: 'search',
      autoComplete: 'off',
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-expanded': opened,
      'aria-controls': opened ? (listId ?? undefined) : undefined,
      'aria-activedescendant': opened ? (active ?? undefined) : undefined,
    },
  } as const;
}
