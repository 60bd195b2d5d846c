export const PHOTO_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;

const MOST_BYTES = 8 * 1024 * 1024;

/** What is wrong with a file before it is sent; its content the server looks at. */
export function photoFault({ type, size }: { type: string; size: number }): 'type' | 'size' | null {
  if (!PHOTO_TYPES.some((known) => known === type)) {
    return 'type';
  }
  return size > MOST_BYTES ? 'size' : null;
}
