import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { getPatientQueryKey } from '@/client/@tanstack/react-query.gen';
import { OpenInEmergency } from '@/shared/emergencies/open-in-emergency';
import { Page } from '@/shared/ui/page';

/** In the place of a patient whom a doctor does not treat; whether there is one is not told. */
export function ClosedPatient({ patientId }: { patientId: string }) {
  const { t } = useTranslation('emergencies');
  const client = useQueryClient();
  const router = useRouter();
  return (
    <Page title={t('closed.title')} width="reading">
      <OpenInEmergency
        patientId={patientId}
        closed={t('closed.doctor')}
        onOpened={() => {
          client.removeQueries({
            queryKey: getPatientQueryKey({ path: { patient_id: patientId } }),
          });
          void router.invalidate();
        }}
      />
    </Page>
  );
}
