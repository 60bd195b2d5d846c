import { Select, type SelectProps } from '@mantine/core';
import { useMemo } from 'react';

import { zoneChoices } from './choices';

type ZoneSelectProps = Pick<
  SelectProps,
  'label' | 'description' | 'error' | 'required' | 'clearable' | 'placeholder'
> & { value: string | null; onChange: (zone: string | null) => void };

/** A time zone of a place, found by typing a part of its name. */
export function ZoneSelect({ value, ...props }: ZoneSelectProps) {
  const zones = useMemo(() => zoneChoices(value), [value]);
  return <Select {...props} data={zones} value={value} searchable limit={80} />;
}
