import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';

import { getMedicalRecordOptions } from '@/client/@tanstack/react-query.gen';
import { RecordPage } from '@/features/records/record-page';
import { requireRole } from '@/shared/session/require-role';
import { PageProblem } from '@/shared/ui/page-problem';
import { PageSkeleton } from '@/shared/ui/page-skeleton';

export const Route = createFileRoute('/records/$recordId')({
  validateSearch: ({ version }: Record<string, unknown>): { version?: number } =>
    typeof version === 'number' && Number.isInteger(version) && version > 0 ? { version } : {},
  beforeLoad: requireRole('patient'),
  component: Record,
});

function Record() {
  const { recordId } = Route.useParams();
  const { version } = Route.useSearch();
  const query = useQuery(
    getMedicalRecordOptions({ path: { record_id: recordId }, query: { version } }),
  );
  if (query.isPending) {
    return <PageSkeleton />;
  }
  if (query.data === undefined) {
    return <PageProblem error={query.error} retry={() => void query.refetch()} />;
  }
  return <RecordPage record={query.data} />;
}
