/** What is typed into a record: its shapes, and the checks before it is sent. Pure. */

import type { DraftContent, DraftRead, RecordRead } from '@/client';

export interface Item {
  /** Stays with the medicine when others are added, moved or removed. */
  key: string;
  medicine: string;
  dose: string;
  frequency: string;
  duration: string;
  notes: string;
}

export interface Content {
  diagnosis: string;
  diagnosisCode: string;
  items: readonly Item[];
  notes: string;
}

export type ItemField = Exclude<keyof Item, 'key'>;
export const ITEM_FIELDS: readonly ItemField[] = [
  'medicine',
  'dose',
  'frequency',
  'duration',
  'notes',
];
const NEEDED: readonly ItemField[] = ['medicine', 'dose', 'frequency'];

export const MOST_ITEMS = 50;
const CODE = /^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$/;

/** `diagnosis`, `diagnosis_code`, `notes`, or an item's key and field. */
export type Path = string;
export type Fault = 'missing' | 'code_form';

export const EMPTY: Content = { diagnosis: '', diagnosisCode: '', items: [], notes: '' };

export function itemPath(key: string, field: ItemField): Path {
  return `${key}.${field}`;
}

export function newItem(fields: Partial<Record<ItemField, string | null>> = {}): Item {
  return {
    key: crypto.randomUUID(),
    medicine: fields.medicine ?? '',
    dose: fields.dose ?? '',
    frequency: fields.frequency ?? '',
    duration: fields.duration ?? '',
    notes: fields.notes ?? '',
  };
}

type Source = Pick<
  RecordRead | DraftRead,
  'diagnosis' | 'diagnosis_code' | 'prescription' | 'notes'
>;

export function contentOf(source: Source): Content {
  return {
    diagnosis: source.diagnosis ?? '',
    diagnosisCode: source.diagnosis_code ?? '',
    items: source.prescription.map(newItem),
    notes: source.notes ?? '',
  };
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}

/** As it is typed, half sentences included. */
export function draftOf(content: Content): DraftContent {
  return {
    diagnosis: orNull(content.diagnosis),
    diagnosis_code: orNull(content.diagnosisCode),
    prescription: content.items.map((item) => ({
      medicine: item.medicine,
      dose: item.dose,
      frequency: item.frequency,
      duration: orNull(item.duration),
      notes: orNull(item.notes),
    })),
    notes: orNull(content.notes),
  };
}

function isBlank(item: Item): boolean {
  return ITEM_FIELDS.every((field) => item[field].trim() === '');
}

/** The medicines that are written down: a row left blank is none. */
export function filledItems(content: Content): readonly Item[] {
  return content.items.filter((item) => !isBlank(item));
}

export function isEmpty(content: Content): boolean {
  return (
    `${content.diagnosis}${content.diagnosisCode}${content.notes}`.trim() === '' &&
    filledItems(content).length === 0
  );
}

/** The body of a record or an amendment. */
export function recordOf(content: Content) {
  return {
    diagnosis: content.diagnosis.trim(),
    diagnosis_code: orNull(codeOf(content)),
    prescription: filledItems(content).map((item) => ({
      medicine: item.medicine.trim(),
      dose: item.dose.trim(),
      frequency: item.frequency.trim(),
      duration: orNull(item.duration.trim()),
      notes: orNull(item.notes.trim()),
    })),
    notes: orNull(content.notes.trim()),
  };
}

function codeOf(content: Content): string {
  return content.diagnosisCode.trim().toUpperCase();
}

export function sameContent(a: Content, b: Content): boolean {
  return JSON.stringify(draftOf(a)) === JSON.stringify(draftOf(b));
}

/** What keeps the content from being a record, in the order in which it stands on the page. */
export function faultsOf(content: Content): Map<Path, Fault> {
  const faults = new Map<Path, Fault>();
  if (content.diagnosis.trim() === '') {
    faults.set('diagnosis', 'missing');
  }
  const code = codeOf(content);
  if (code !== '' && !CODE.test(code)) {
    faults.set('diagnosis_code', 'code_form');
  }
  for (const item of filledItems(content)) {
    for (const field of NEEDED.filter((name) => item[name].trim() === '')) {
      faults.set(itemPath(item.key, field), 'missing');
    }
  }
  return faults;
}

/** The server's objections (`prescription.0.dose`) by the paths that the page knows. */
export function refusalsOf(errors: Record<string, string>, content: Content): Map<Path, string> {
  const items = filledItems(content);
  return new Map(
    Object.entries(errors).map(([name, text]) => {
      const [, index, field] = /^prescription\.(\d+)\.(\w+)/.exec(name) ?? [];
      const item = items[Number(index)];
      return [
        item === undefined || field === undefined ? name : itemPath(item.key, field as ItemField),
        text,
      ];
    }),
  );
}

export function withItem(content: Content, item: Item, at = content.items.length): Content {
  return { ...content, items: content.items.toSpliced(at, 0, item) };
}

export function withoutItem(content: Content, key: string): Content {
  return { ...content, items: content.items.filter((item) => item.key !== key) };
}

export function withField(content: Content, key: string, field: ItemField, text: string): Content {
  return {
    ...content,
    items: content.items.map((item) => (item.key === key ? { ...item, [field]: text } : item)),
  };
}

/** One place up (-1) or down (1); at the ends nothing changes. */
export function withMoved(content: Content, key: string, by: -1 | 1): Content {
  const from = content.items.findIndex((item) => item.key === key);
  const item = content.items[from];
  const to = from + by;
  if (item === undefined || to < 0 || to >= content.items.length) {
    return content;
  }
  return { ...content, items: content.items.toSpliced(from, 1).toSpliced(to, 0, item) };
}
