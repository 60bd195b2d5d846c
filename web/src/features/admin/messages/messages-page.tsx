import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useSearchState } from '@/shared/tables/use-search-state';
import { Page } from '@/shared/ui/page';

import { DeadLetters } from './dead-letters';
import { MailFolder } from './mail-folder';
import { QueueFacts } from './queue-facts';
import { TABS, type MessagesSearch } from './search';

/** Whether messages get through: what waits, what was given up, and what went into the folder. */
export function MessagesPage() {
  const { t } = useTranslation('messages');
  const [{ tab = 'delivery' }, change] = useSearchState<MessagesSearch>();
  return (
    <Page title={t('title')} description={t('description')}>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => change({ tab: next === 'folder' ? next : undefined, edit: undefined })}
      >
        <Tabs.List>
          {TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`tab.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="delivery" pt="lg">
          <QueueFacts />
          <DeadLetters />
        </Tabs.Panel>
        <Tabs.Panel value="folder" pt="lg">
          <MailFolder />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
