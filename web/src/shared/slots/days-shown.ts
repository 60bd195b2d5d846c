/** Days that stand beside each other. Alone here: lists of doctors need it without the picker. */
export const DAYS_SHOWN = 7;
