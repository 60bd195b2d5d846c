import { useTranslation } from 'react-i18next';

import { Page } from '@/shared/ui/page';

import { PracticeCard } from './practice-form';
import { SystemCard } from './system-card';

export function SettingsPage() {
  const { t } = useTranslation(['admin', 'common']);
  return (
    <Page title={t('common:nav.settings')} width="reading">
      <PracticeCard />
      <SystemCard />
    </Page>
  );
}
