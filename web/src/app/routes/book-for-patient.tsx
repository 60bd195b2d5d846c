import { createFileRoute } from '@tanstack/react-router';

import { PageSkeleton } from '@/shared/ui/page-skeleton';

export const Route = createFileRoute('/book-for-patient')({ component: () => <PageSkeleton /> });
