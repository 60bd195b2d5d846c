import { Card, Checkbox, NumberInput, Radio, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import {
  listDoctorVisitTypes,
  replaceDoctorVisitTypes,
  type DoctorRead,
  type OfferPage,
  type VisitTypeRead,
} from '@/client';
import {
  listDoctorVisitTypesOptions,
  listDoctorVisitTypesQueryKey,
  listVisitTypesOptions,
} from '@/client/@tanstack/react-query.gen';
import { parseAmount } from '@/shared/forms/amounts';
import { EntityFormView } from '@/shared/forms/entity-form';
import { MoneyField } from '@/shared/forms/money-field';
import { useEntityForm } from '@/shared/forms/use-entity-form';
import { Loaded } from '@/shared/tables/loaded';
import { useRefresh } from '@/shared/tables/use-refresh';
import { useFormat } from '@/shared/time/use-format';
import { notifyDone } from '@/shared/ui/notify';

import { offersWrite, offerValues, type OfferRow } from './offer-rows';

interface OfferFieldsProps {
  type: VisitTypeRead;
  row: OfferRow;
  onChange: (row: OfferRow) => void;
  error?: string | undefined;
}

function OfferFields({ type, row, onChange, error }: OfferFieldsProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <Card withBorder padding="sm" component="fieldset">
      <Checkbox
        label={type.name}
        description={`${format.minutes(type.duration_minutes)} · ${format.money(type.fee)}`}
        checked={row.offered}
        onChange={(event) => onChange({ ...row, offered: event.currentTarget.checked })}
      />
      {row.offered && (
        <Stack gap="sm" mt="sm">
          <NumberInput
            label={t('doctors.own_minutes')}
            aria-label={`${type.name}: ${t('doctors.own_minutes')}`}
            placeholder={String(type.duration_minutes)}
            maw="12rem"
            min={5}
            max={720}
            allowDecimal={false}
            value={row.minutes ?? ''}
            onChange={(minutes) =>
              onChange({ ...row, minutes: typeof minutes === 'number' ? minutes : null })
            }
          />
          <MoneyField
            label={t('doctors.own_fee')}
            of={type.name}
            placeholder={type.fee.amount}
            currency={type.fee.currency}
            value={row.fee}
            error={error}
            onChange={(fee) => onChange({ ...row, fee })}
          />
        </Stack>
      )}
    </Card>
  );
}

interface OffersFormProps {
  doctor: DoctorRead;
  types: VisitTypeRead[];
  page: OfferPage;
  onDone: () => void;
}

function OffersForm({ doctor, types, page, onDone }: OffersFormProps) {
  const { t } = useTranslation('admin');
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  const path = { doctor_id: doctor.id };
  const form = useEntityForm({
    name: `offers:${doctor.id}`,
    source: { values: offerValues(types, page), version: page.version },
    check: ({ all, rows }) => {
      const offered = rows.filter((row) => row.offered);
      if (!all && offered.length === 0) {
        return { all: t('doctors.choose_one') };
      }
      const unread = offered.filter(({ fee }) => fee !== null && parseAmount(fee.amount) === null);
      return Object.fromEntries(unread.map(({ id }) => [`rows.${id}`, t('form.no_amount')]));
    },
    save: async ({ values, ifMatch }) => {
      const { data } = await replaceDoctorVisitTypes({
        path,
        body: { visit_types: offersWrite(values) },
        headers: { 'if-match': ifMatch },
      });
      return data;
    },
    reload: async () => {
      const { data } = await listDoctorVisitTypes({ path });
      return { values: offerValues(types, data), version: data.version };
    },
    onSaved: (saved) => {
      queryClient.setQueryData(listDoctorVisitTypesQueryKey({ path }), saved);
      void refresh('getDoctor', 'listDoctors');
      notifyDone(t('saved', { name: doctor.full_name }));
      onDone();
    },
  });
  const { values, set, errorOf } = form;
  const byId = new Map(types.map((type) => [type.id, type]));
  return (
    <EntityFormView form={form} onCancel={onDone} nameOf={() => t('doctors.parts.visit_types')}>
      <Radio.Group
        label={t('doctors.offers')}
        value={values.all ? 'all' : 'some'}
        error={errorOf('all')}
        onChange={(chosen) => set('all', chosen === 'all')}
      >
        <Stack gap="xs" mt="xs">
          <Radio
            value="all"
            label={t('doctors.offers_all')}
            description={t('doctors.offers_all_hint')}
          />
          <Radio
            value="some"
            label={t('doctors.offers_some')}
            description={t('doctors.offers_some_hint')}
          />
        </Stack>
      </Radio.Group>
      {!values.all &&
        values.rows.map((row) => {
          const type = byId.get(row.id);
          return (
            type !== undefined && (
              <OfferFields
                key={row.id}
                type={type}
                row={row}
                error={errorOf(`rows.${row.id}`)}
                onChange={(next) =>
                  set(
                    'rows',
                    values.rows.map((each) => (each.id === next.id ? next : each)),
                  )
                }
              />
            )
          );
        })}
    </EntityFormView>
  );
}

/** Which visit types the doctor offers, with own lengths and fees. */
export function Offers({ doctor, onDone }: { doctor: DoctorRead; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const types = useQuery(listVisitTypesOptions({ query: { limit: 100 } }));
  const page = useQuery(listDoctorVisitTypesOptions({ path: { doctor_id: doctor.id } }));
  return (
    <Loaded query={types}>
      {({ items }) =>
        items.length === 0 ? (
          <Text size="sm">{t('visit_types.none_hint')}</Text>
        ) : (
          <Loaded query={page}>
            {(offers) => <OffersForm doctor={doctor} types={items} page={offers} onDone={onDone} />}
          </Loaded>
        )
      }
    </Loaded>
  );
}
