import { useSuspenseQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';

import { getDoctorOptions } from '@/client/@tanstack/react-query.gen';
import { DoctorProfile } from '@/features/find/doctor-profile';
import { readProfileSearch, withoutGaps } from '@/features/find/search';
import { fetchTexts } from '@/shared/i18n/i18n';

export const Route = createFileRoute('/doctors/$doctorId')({
  validateSearch: readProfileSearch,
  loader: ({ context, params }) => {
    fetchTexts('find', 'slots');
    return context.queryClient.query(getDoctorOptions({ path: { doctor_id: params.doctorId } }));
  },
  component: DoctorPage,
});

function DoctorPage() {
  const { doctorId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const { data } = useSuspenseQuery(getDoctorOptions({ path: { doctor_id: doctorId } }));
  return (
    <DoctorProfile
      doctor={data}
      search={search}
      onChange={(change) =>
        void navigate({
          search: (now) => withoutGaps({ ...now, ...change }),
          resetScroll: false,
          replace: true,
        })
      }
    />
  );
}
