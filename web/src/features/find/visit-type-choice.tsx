import { Radio, Skeleton, Stack, Text } from '@mantine/core';
import { IconBuildingHospital, IconVideo } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { OfferRead, VisitTypeRead } from '@/client';
import { useFormat } from '@/shared/time/use-format';

import classes from './find.module.css';

interface VisitTypeChoiceProps {
  /** `undefined` while they are asked for. */
  offers: readonly OfferRead[] | undefined;
  types: readonly VisitTypeRead[];
  chosen: OfferRead | undefined;
  onChoose: (visitTypeId: string) => void;
}

/** The kinds of visit of one doctor, with length, fee and whether one comes or calls. */
export function VisitTypeChoice({ offers, types, chosen, onChoose }: VisitTypeChoiceProps) {
  const { t } = useTranslation('find');
  if (offers === undefined) {
    return <Outline />;
  }
  return (
    <Radio.Group
      label={t('profile.choose_visit')}
      size="md"
      value={chosen?.visit_type_id ?? null}
      onChange={onChoose}
      classNames={{ label: classes.choiceLabel }}
    >
      <div className={classes.choices}>
        {offers.map((offer) => (
          <Choice
            key={offer.visit_type_id}
            offer={offer}
            needsApproval={types.find(({ id }) => id === offer.visit_type_id)?.needs_approval}
          />
        ))}
      </div>
    </Radio.Group>
  );
}

/** As much room as most doctors' kinds of visit will take. */
function Outline() {
  return (
    <div aria-busy="true">
      <Skeleton height={24} width={200} mb="xs" />
      <div className={classes.choices}>
        {Array.from({ length: 3 }, (_, index) => (
          <Skeleton key={index} height={86} />
        ))}
      </div>
    </div>
  );
}

function Choice({ offer, needsApproval = false }: { offer: OfferRead; needsApproval?: boolean }) {
  const { t } = useTranslation(['find', 'common']);
  const format = useFormat();
  const Icon = offer.modality === 'video' ? IconVideo : IconBuildingHospital;
  const id = `visit-type-${offer.visit_type_id}`;
  return (
    <Radio.Card value={offer.visit_type_id} aria-labelledby={id} className={classes.choice}>
      <Stack gap={2} id={id}>
        <Text span fw={600} size="sm">
          {offer.name}
        </Text>{' '}
        <Text span size="sm">
          {format.minutes(offer.duration_minutes)} · {format.money(offer.fee)}
        </Text>{' '}
        <Text span size="xs" c="dimmed">
          <Icon size={13} aria-hidden style={{ verticalAlign: '-2px' }} />{' '}
          {t(`common:modality.${offer.modality}`)}
        </Text>{' '}
        {needsApproval && (
          <Text span size="xs" c="dimmed">
            {t('find:profile.approval')}
          </Text>
        )}
      </Stack>
    </Radio.Card>
  );
}
