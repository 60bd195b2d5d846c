import { createFileRoute } from '@tanstack/react-router';

import { BoardPage } from '@/features/board/board-page';
import { readBoardSearch } from '@/features/board/search';
import { requireRole } from '@/shared/session/require-role';

export const Route = createFileRoute('/board')({
  validateSearch: readBoardSearch,
  beforeLoad: requireRole('staff', 'admin'),
  component: BoardPage,
});
