import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconLanguage, IconMoon, IconSun } from '@tabler/icons-react';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';

import { useOnDemand } from './use-on-demand';

const loadMenu = () => import('./language-menu');
const LanguageMenu = lazy(loadMenu);

function LanguageChoice() {
  const { t } = useTranslation();
  const { wanted, button } = useOnDemand(loadMenu);
  if (wanted) {
    return <LanguageMenu />;
  }
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('app.language')} {...button}>
      <IconLanguage size={20} aria-hidden />
    </ActionIcon>
  );
}

/** Language and colours: for this browser, also without an account. */
export function Preferences() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <>
      <LanguageChoice />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t(`app.color_scheme_${other}`)}
        onClick={() => setColorScheme(other)}
      >
        {other === 'dark' ? <IconMoon size={20} aria-hidden /> : <IconSun size={20} aria-hidden />}
      </ActionIcon>
    </>
  );
}
