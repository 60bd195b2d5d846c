import { useTranslation } from 'react-i18next';

import type { VisitAccountRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';

import classes from './payments.module.css';
import { isPositive } from './standing';

/** Fee, what is paid of it, and what is left. */
export function Sums({ account }: { account: VisitAccountRead }) {
  const { t } = useTranslation('payments');
  const format = useFormat();
  const { fee, paid, outstanding } = account;
  return (
    <dl className={classes.sums}>
      <div>
        <dt>{t('account.fee')}</dt>
        <dd>{format.money(fee)}</dd>
      </div>
      <div>
        <dt>{t('account.paid')}</dt>
        <dd>{format.money(paid)}</dd>
      </div>
      {isPositive(outstanding) && (
        <div>
          <dt>{t('account.outstanding')}</dt>
          <dd>{format.money(outstanding)}</dd>
        </div>
      )}
    </dl>
  );
}
