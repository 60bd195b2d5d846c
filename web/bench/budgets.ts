/** Bytes of compressed script that the first load of a public page may take. */
export const SCRIPT_BYTES = 200_000;

/** Milliseconds of its own work that one task may take while the calendar scrolls. */
export const SCROLL_TASK_MS = 100;
