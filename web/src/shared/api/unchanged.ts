/**
 * Lists that pages ask for every few seconds, sent only when they changed.
 *
 * With the mark of what is known, the server answers 304: nothing is sent, and nothing was shown
 * that would be a new reading in the audit. Kept in memory only, and forgotten with the session.
 */

interface Known {
  etag: string;
  body: string;
  headers: Headers;
}

const ASKED_OFTEN = /^\/api\/v1\/(admin\/)?appointments$/;
const MOST = 30;

const known = new Map<string, Known>();

export function forgetKnownAnswers(): void {
  known.clear();
}

function keep(address: string, answer: Known): void {
  known.delete(address);
  known.set(address, answer);
  const [oldest] = known.keys();
  if (known.size > MOST && oldest !== undefined) {
    known.delete(oldest);
  }
}

/** `fetch` for the client; an unchanged list comes from memory as if it had been sent. */
export async function fetchChanged(
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const request = new Request(input, init);
  if (request.method !== 'GET' || !ASKED_OFTEN.test(new URL(request.url).pathname)) {
    return fetch(request);
  }
  const before = known.get(request.url);
  if (before !== undefined) {
    request.headers.set('If-None-Match', before.etag);
  }
  const response = await fetch(request);
  if (response.status === 304 && before !== undefined) {
    keep(request.url, before);
    return new Response(before.body, { status: 200, headers: before.headers });
  }
  const etag = response.headers.get('ETag');
  if (response.ok && etag !== null) {
    const { headers } = response;
    keep(request.url, { etag, body: await response.clone().text(), headers });
  }
  return response;
}
