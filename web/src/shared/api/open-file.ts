/** Shows a file that needs a token, and so cannot be a plain link, in a window of its own. */

import { saveFile } from './save-file';

const MINUTE_MS = 60_000;

/** Where the browser opens no window by now, the file is saved instead. */
export function openFile(content: Blob, name: string): 'opened' | 'saved' {
  const address = URL.createObjectURL(content);
  if (window.open(address, '_blank') === null) {
    URL.revokeObjectURL(address);
    saveFile(content, name);
    return 'saved';
  }
  // Long enough to be read, printed and saved from there.
  setTimeout(() => URL.revokeObjectURL(address), 10 * MINUTE_MS);
  return 'opened';
}
