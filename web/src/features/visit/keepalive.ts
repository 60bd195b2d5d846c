/** Browsers take so much in all requests that outlive their page; some is left for others. */
const MOST_BYTES = 48 * 1024;

/** Whether the body may go out with `keepalive`: a longer one is refused before it is sent. */
export function mayOutliveThePage(body: object): boolean {
  return new TextEncoder().encode(JSON.stringify(body)).length <= MOST_BYTES;
}
