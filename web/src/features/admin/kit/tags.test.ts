import { describe, expect, it } from 'vitest';

import { tagsOf } from './tags';

describe('tags', () => {
  it('are written as the API takes them', () => {
    expect(tagsOf(['X-ray room', ' ECG ', 'Röntgen'])).toEqual(['x-ray-room', 'ecg', 'rontgen']);
  });

  it('stand once, and never empty', () => {
    expect(tagsOf(['ecg', 'ECG', '--', 'রুম'])).toEqual(['ecg']);
  });
});
