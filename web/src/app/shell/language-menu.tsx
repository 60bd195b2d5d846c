import { ActionIcon, Menu } from '@mantine/core';
import { IconCheck, IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { chooseLanguage, LANGUAGES } from '@/shared/i18n/i18n';

import { useOpenedMenu } from './use-opened-menu';

/** Takes the place of the button that asked for it, and opens at once. */
export default function LanguageMenu() {
  const { t, i18n } = useTranslation();
  const { target, ...menu } = useOpenedMenu();
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} withinPortal={false} {...menu}>
      <Menu.Target>
        <ActionIcon
          ref={target}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('app.language')}
        >
          <IconLanguage size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGES.map(({ code, name }) => (
          <Menu.Item
            key={code}
            lang={code}
            onClick={() => void chooseLanguage(code)}
            rightSection={i18n.language === code ? <IconCheck size={14} aria-hidden /> : null}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
