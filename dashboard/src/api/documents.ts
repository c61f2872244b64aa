/** How an operation is named after the build: its SHA-256. Sources that are served as they are send the text itself. */
const ID = 'sha256:';
/** The gateway's reason where it has no such document: it is of another version than this page. */
export const DOCUMENT_UNKNOWN = 'DOCUMENT_UNKNOWN';

const LOADED_KEY = 'lethe.loadedAgain';
/** While an upgrade goes from process to process, a page that was loaded again can meet the other version once more. */
const ONCE_IN_MS = 60_000;

interface Document {
  toString(): string;
}

/** The part of a request that says what is asked. */
export function asked(document: Document): { readonly query: string } | { readonly documentId: string } {
  const text = document.toString();
  return text.startsWith(ID) ? { documentId: text } : { query: text };
}

/** The same over WebSocket, whose protocol takes no message without a query. */
export function askedLive(document: Document): {
  readonly query: string;
  readonly extensions?: { readonly documentId: string };
} {
  const what = asked(document);
  return 'query' in what ? what : { query: '', extensions: what };
}

/** Fetches the page of the gateway's present version, at most once a minute. */
export function loadAgain(): void {
  const last = Number(sessionStorage.getItem(LOADED_KEY));
  if (Date.now() - last < ONCE_IN_MS) return;
  sessionStorage.setItem(LOADED_KEY, String(Date.now()));
  location.reload();
}
