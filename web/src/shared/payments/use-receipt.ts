import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getReceiptPdf } from '@/client';
import { openFile } from '@/shared/api/open-file';
import { fileNameOf } from '@/shared/api/save-file';
import { notifyDone, notifyProblem } from '@/shared/ui/notify';
import { useProblemText } from '@/shared/ui/problem-alert';

/** Opens the receipt of a payment or refund as PDF. */
export function useReceipt() {
  const { t } = useTranslation('payments');
  const textOf = useProblemText();
  return useMutation({
    mutationFn: async (paymentId: string) => {
      const { data, response } = await getReceiptPdf({
        path: { payment_id: paymentId },
        parseAs: 'blob',
      });
      const name = fileNameOf(response.headers.get('Content-Disposition'), 'receipt.pdf');
      return openFile(data, name);
    },
    onSuccess: (how) => {
      if (how === 'saved') {
        notifyDone(t('receipt.saved_instead'));
      }
    },
    onError: (error) => notifyProblem(textOf(error)),
  });
}
