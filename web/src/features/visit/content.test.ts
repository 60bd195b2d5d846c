import { describe, expect, it } from 'vitest';

import {
  contentOf,
  draftOf,
  EMPTY,
  faultsOf,
  isEmpty,
  itemPath,
  newItem,
  recordOf,
  refusalsOf,
  sameContent,
  withField,
  withItem,
  withMoved,
  withoutItem,
  type Content,
} from './content';

const aspirin = newItem({ medicine: 'Aspirin', dose: '75 mg', frequency: 'once a day' });
const statin = newItem({ medicine: 'Atorvastatin', dose: '20 mg', frequency: 'at night' });
const both: Content = { ...EMPTY, diagnosis: 'Angina', items: [aspirin, statin] };

describe('a record that is sent', () => {
  it('has trimmed words, a code in capitals and no empty texts', () => {
    const body = recordOf({ ...both, diagnosis: ' Angina ', diagnosisCode: 'i20.9', notes: '  ' });
    expect(body.diagnosis).toBe('Angina');
    expect(body.diagnosis_code).toBe('I20.9');
    expect(body.notes).toBeNull();
    expect(body.prescription[0]?.duration).toBeNull();
  });

  it('leaves out rows that were added and never filled', () => {
    const body = recordOf({ ...both, items: [newItem(), aspirin, newItem({ dose: ' ' })] });
    expect(body.prescription.map(({ medicine }) => medicine)).toEqual(['Aspirin']);
  });
});

describe('a draft', () => {
  it('keeps what is typed to the letter, blank rows too', () => {
    const draft = draftOf({ ...EMPTY, diagnosis: 'Ang ', items: [newItem()] });
    expect(draft.diagnosis).toBe('Ang ');
    expect(draft.prescription).toHaveLength(1);
  });

  it('comes back as it was', () => {
    const draft = draftOf(both);
    const again = contentOf({
      diagnosis: draft.diagnosis ?? null,
      diagnosis_code: draft.diagnosis_code ?? null,
      prescription: draft.prescription ?? [],
      notes: draft.notes ?? null,
    });
    expect(sameContent(again, both)).toBe(true);
  });

  it('is empty when nothing but blank rows and spaces is there', () => {
    expect(isEmpty({ ...EMPTY, notes: ' ', items: [newItem()] })).toBe(true);
    expect(isEmpty({ ...EMPTY, items: [newItem({ dose: '5 mg' })] })).toBe(false);
  });
});

describe('what is wrong', () => {
  it('is told in the order of the page, by item and field', () => {
    const half = newItem({ medicine: 'Aspirin' });
    const faults = faultsOf({ ...EMPTY, diagnosisCode: '20', items: [newItem(), half] });
    expect([...faults]).toEqual([
      ['diagnosis', 'missing'],
      ['diagnosis_code', 'code_form'],
      [itemPath(half.key, 'dose'), 'missing'],
      [itemPath(half.key, 'frequency'), 'missing'],
    ]);
  });

  it('is nothing when all is there', () => {
    expect(faultsOf({ ...both, diagnosisCode: 'i20.9' }).size).toBe(0);
  });

  it('finds the item that the server means although blank rows were not sent', () => {
    const content = { ...both, items: [newItem(), aspirin] };
    const refusals = refusalsOf({ 'prescription.0.dose': 'too long', notes: 'no' }, content);
    expect(refusals.get(itemPath(aspirin.key, 'dose'))).toBe('too long');
    expect(refusals.get('notes')).toBe('no');
  });
});

describe('medicines', () => {
  const names = ({ items }: Content) => items.map(({ medicine }) => medicine);

  it('move one place, and stay at the ends', () => {
    expect(names(withMoved(both, statin.key, -1))).toEqual(['Atorvastatin', 'Aspirin']);
    expect(names(withMoved(both, aspirin.key, 1))).toEqual(['Atorvastatin', 'Aspirin']);
    expect(withMoved(both, aspirin.key, -1)).toBe(both);
    expect(withMoved(both, statin.key, 1)).toBe(both);
  });

  it('come back where they were', () => {
    const without = withoutItem(both, aspirin.key);
    expect(names(without)).toEqual(['Atorvastatin']);
    expect(withItem(without, aspirin, 0).items).toEqual(both.items);
  });

  it('change in one field only', () => {
    const changed = withField(both, statin.key, 'dose', '40 mg');
    expect(changed.items[1]).toEqual({ ...statin, dose: '40 mg' });
    expect(changed.items[0]).toBe(aspirin);
  });
});
