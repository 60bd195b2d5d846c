import { Notifications, useNotifications } from '@mantine/notifications';

import { NOTICES, useFocusAfterNotice } from './use-focus-after-notice';

export default function NoticesShown() {
  useFocusAfterNotice(useNotifications().notifications);
  return <Notifications {...{ [NOTICES]: true }} position="bottom-center" limit={3} />;
}
