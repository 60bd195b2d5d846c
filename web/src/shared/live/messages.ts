/** What the server says over the live connection (`docs/api.md`, "Live"). Pure. */

export interface LiveEvent {
  id: string;
  kind: string;
  data: Readonly<Record<string, unknown>>;
}

export type ServerMessage =
  | { type: 'ready' | 'alive'; id: string | null }
  | { type: 'event'; event: LiveEvent }
  | { type: 'reset' }
  /** Answers, and whatever a newer server may say. */
  | { type: 'other' };

const OTHER: ServerMessage = { type: 'other' };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function readMessage(text: string): ServerMessage {
  const message = parsed(text);
  if (!isObject(message)) {
    return OTHER;
  }
  const { type, id, kind, data } = message;
  switch (type) {
    case 'ready':
    case 'alive':
      return { type, id: typeof id === 'string' ? id : null };
    case 'reset':
      return { type };
    case 'event':
      return typeof id === 'string' && typeof kind === 'string' && isObject(data)
        ? { type, event: { id, kind, data } }
        : OTHER;
    default:
      return OTHER;
  }
}
