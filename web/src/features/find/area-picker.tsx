import { RegionPicker } from '@/shared/regions/region-picker';

interface AreaPickerProps {
  value: string | null;
  onChange: (id: string | null) => void;
  focusFirst: boolean;
}

/** A module of its own, as few open it. */
export default function AreaPicker(props: AreaPickerProps) {
  return <RegionPicker {...props} stacked />;
}
