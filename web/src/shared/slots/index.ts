export { SlotPicker, type SlotPickerProps } from './slot-picker';
export { TimeButtons, type PickedSlot } from './time-list';
export type { SlotsWanted } from './queries';
export { byDay, firstFreeDay, isSameSlot, nearest, zoneOf, type Slot, type Zones } from './week';
