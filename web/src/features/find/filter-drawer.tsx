import { Button, Drawer, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { FilterForm, type FilterProps } from './filter-form';

/** The filters on a phone, where there is no room beside the results. */
export default function FilterDrawer({
  opened,
  onClose,
  onClosed,
  ...filters
}: FilterProps & { opened: boolean; onClose: () => void; onClosed: () => void }) {
  const { t } = useTranslation(['find', 'common']);
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={onClosed}
      position="bottom"
      size="auto"
      title={t('find:filter.label')}
      // The kit's header would count as a second banner of the page.
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <Stack pb="md">
        <FilterForm {...filters} />
        <Button onClick={onClose}>{t('find:filter.show_results')}</Button>
      </Stack>
    </Drawer>
  );
}
