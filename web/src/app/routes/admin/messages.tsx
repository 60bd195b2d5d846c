import { createFileRoute } from '@tanstack/react-router';

import { MessagesPage } from '@/features/admin/messages/messages-page';
import { messagesSearch } from '@/features/admin/messages/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/admin/messages')({
  validateSearch: messagesSearch,
  beforeLoad: requireRole('admin'),
  component: MessagesPage,
});
