import { useTranslation } from 'react-i18next';

import { Page } from '@/shared/ui/page';

import { SystemCard } from './system-card';

export function SettingsPage() {
  const { t } = useTranslation(['admin', 'common']);
  return (
    <Page title={t('common:nav.settings')} width="reading">
      <SystemCard />
    </Page>
  );
}
