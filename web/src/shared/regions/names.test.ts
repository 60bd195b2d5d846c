import { describe, expect, it } from 'vitest';

import { isMeant, otherName, pathText, regionName } from './names';

const moulvibazar = { name: 'Moulvibazar', names: { bn: 'মৌলভীবাজার' } };
const sylhet = { name: 'Sylhet', names: { bn: 'সিলেট' } };
const berlin = { name: 'Berlin', names: {} };

describe('the name of a region', () => {
  it('is in the language of the reader, else English', () => {
    expect(regionName(sylhet, 'bn')).toBe('সিলেট');
    expect(regionName(sylhet, 'en')).toBe('Sylhet');
    expect(regionName(berlin, 'bn')).toBe('Berlin');
  });

  it('has another beside it, where it has one', () => {
    expect(otherName(sylhet, 'en')).toEqual({ text: 'সিলেট', language: 'bn' });
    expect(otherName(sylhet, 'bn')).toEqual({ text: 'Sylhet', language: 'en' });
    expect(otherName(berlin, 'en')).toBeNull();
    expect(otherName({ name: 'X', names: { bn: 'X' } }, 'en')).toBeNull();
  });

  it('is followed by what it lies in', () => {
    expect(pathText([sylhet, moulvibazar], 'en')).toBe('Moulvibazar, Sylhet');
  });
});

describe('what was typed', () => {
  it('is found in any script, in any case', () => {
    expect(isMeant(sylhet, 'syl')).toBe(true);
    expect(isMeant(sylhet, 'সিল')).toBe(true);
    expect(isMeant(sylhet, 'Dhaka')).toBe(false);
  });

  it('is found however its letters are composed', () => {
    const mymensingh = { name: 'Mymensingh', names: { bn: 'ময়মনসিংহ'.normalize('NFC') } };
    // The letter YYA as one character, as many keyboards write it.
    expect(isMeant(mymensingh, 'ময\u09BC')).toBe(true);
    expect(isMeant(mymensingh, 'ম\u09DF')).toBe(true);
  });
});
