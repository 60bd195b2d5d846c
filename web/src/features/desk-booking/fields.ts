/** The places of the page that keys jump to. */

const FRAMES = 60;

export type FieldName = 'patient' | 'visit_type' | 'doctor' | 'day' | 'times' | 'reason' | 'other';

export function fieldId(name: FieldName): string {
  return `desk-booking-${name}`;
}

/** Moves the focus once the field is there, which may take the next render. */
export function focusField(name: FieldName): void {
  let frames = 0;
  const attempt = () => {
    const field = document.getElementById(fieldId(name));
    frames += 1;
    if (field !== null) {
      field.focus();
    } else if (frames < FRAMES) {
      requestAnimationFrame(attempt);
    }
  };
  requestAnimationFrame(attempt);
}
