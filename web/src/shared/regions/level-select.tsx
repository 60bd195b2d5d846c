import { Combobox, Loader, Text, TextInput, useCombobox, VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { RegionRead } from '@/client';
import { countryName } from '@/shared/forms/choices';
import { useComboboxInput } from '@/shared/ui/use-combobox-input';

import { otherName, regionName } from './names';
import { offered, type Offered, type OfferedGroup } from './options';
import { useRegionSearch } from './queries';

interface LevelSelectProps {
  label: string;
  description?: string | undefined;
  /** What lies right within the level above. */
  choices: readonly RegionRead[];
  chosen: RegionRead['path'][number] | undefined;
  /** Of the level above; its parts of any level are found by typing. */
  within: string | null;
  /** Only regions of this country. */
  country: string | undefined;
  error?: string | undefined;
  onChoose: (region: RegionRead | null) => void;
}

/** What is typed; it begins anew with what another level, or the form, has chosen. */
function useTyped(shown: string) {
  const [typed, setTyped] = useState(shown);
  const [known, setKnown] = useState(shown);
  if (known !== shown) {
    setKnown(shown);
    setTyped(shown);
  }
  return [typed, setTyped] as const;
}

/** One level of the way to a region: a list to choose from, or a name typed in any script. */
export function LevelSelect(props: LevelSelectProps) {
  const { label, description, choices, chosen, within, country, error, onChoose } = props;
  const { t, i18n } = useTranslation('regions');
  const shown = chosen === undefined ? '' : regionName(chosen, i18n.language);
  const [typed, setTyped] = useTyped(shown);
  const isTyping = typed.trim() !== '' && typed !== shown;
  const { found, pending } = useRegionSearch(isTyping ? typed : '', country);
  const groups = offered({
    choices,
    found,
    within,
    typed: isTyping ? typed : '',
    language: i18n.language,
  });
  const options = groups.flatMap(({ items }) => items);
  const combobox = useCombobox();
  const input = useComboboxInput(combobox);
  // Enter that came before the answer means the first of what it brings.
  const hurried = useRef(false);

  const choose = (region: RegionRead | null) => {
    setTyped(shown);
    combobox.closeDropdown();
    if (region?.id !== chosen?.id) {
      onChoose(region);
    }
  };
  const listed = `${pending} ${isTyping} ${options.map(({ region }) => region.id).join()}`;
  useEffect(() => {
    const [first] = options;
    if (!isTyping || pending) {
      input.unmark();
    } else if (hurried.current && first !== undefined) {
      choose(first.region);
    } else if (first !== undefined) {
      input.markFirst();
    }
    hurried.current = hurried.current && pending;
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when other options are listed
  }, [listed]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && isTyping && pending) {
      event.preventDefault();
      hurried.current = true;
    } else if (event.key === 'Enter' && typed.trim() === '' && chosen !== undefined) {
      event.preventDefault();
      choose(null);
    } else {
      if (event.key === 'Escape') {
        setTyped(shown);
      }
      input.onKeyDown(event);
    }
  };
  return (
    <div>
      <Combobox
        store={combobox}
        withinPortal={false}
        onOptionSubmit={(id) =>
          choose(options.find(({ region }) => region.id === id)?.region ?? null)
        }
      >
        <Combobox.Target withAriaAttributes={false} withKeyboardNavigation={false}>
          <TextInput
            {...input.attributes}
            inputMode="text"
            label={label}
            description={description}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            error={error}
            rightSection={
              pending ? (
                <Loader size={16} aria-hidden />
              ) : chosen === undefined ? (
                <Combobox.Chevron />
              ) : (
                // As with other fields of the kit: keys empty the text instead.
                <Combobox.ClearButton onClear={() => choose(null)} />
              )
            }
            rightSectionPointerEvents={chosen === undefined ? 'none' : 'all'}
            value={typed}
            onChange={({ currentTarget }) => {
              setTyped(currentTarget.value);
              combobox.openDropdown();
            }}
            onFocus={({ currentTarget }) => currentTarget.select()}
            onClick={() => combobox.openDropdown()}
            onBlur={() => {
              hurried.current = false;
              if (typed.trim() === '') {
                choose(null);
              }
              setTyped(shown);
              combobox.closeDropdown();
            }}
            onKeyDown={onKeyDown}
          />
        </Combobox.Target>
        <Combobox.Dropdown>
          <Combobox.Options aria-label={label} mah={280} style={{ overflowY: 'auto' }}>
            <Groups groups={groups} />
            {options.length === 0 && !pending && <Combobox.Empty>{t('none')}</Combobox.Empty>}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <VisuallyHidden role="status">
        {isTyping && !pending && t('found', { count: options.length })}
      </VisuallyHidden>
    </div>
  );
}

function Groups({ groups }: { groups: readonly OfferedGroup[] }) {
  const { t, i18n } = useTranslation('regions');
  return groups.map(({ country, isSmaller, items }) => {
    const rows = items.map((item) => <Option key={item.region.id} {...item} />);
    const name = country === null ? null : countryName(country, i18n.language);
    const title = isSmaller ? t('smaller') : name;
    return title === null ? (
      rows
    ) : (
      <Combobox.Group key={title} label={title}>
        {rows}
      </Combobox.Group>
    );
  });
}

function Option({ region, label }: Offered) {
  const { i18n } = useTranslation();
  const other = otherName(region, i18n.language);
  return (
    <Combobox.Option value={region.id}>
      {label}
      {other !== null && (
        <Text span size="sm" ms={8} lang={other.language}>
          {other.text}
        </Text>
      )}
    </Combobox.Option>
  );
}
