import type { Principal } from '../auth/principal.js';
import { LetheError } from '../lib/errors.js';

/** Texts by their ids: `sha256:` and the SHA-256 of the text, as GraphQL over HTTP has it for persisted documents. */
export type DocumentTexts = ReadonlyMap<string, string>;

/** What a request asks with: a text, or the id of one. */
export interface AskedDocument {
  readonly query: unknown;
  readonly documentId: unknown;
}

export interface PersistedDocuments {
  /**
   * The text that an id stands for; null: it was asked by a text.
   * @throws BAD_USER_INPUT; with the reason `DOCUMENT_UNKNOWN` where this gateway's dashboard has no such document
   */
  textOf(asked: AskedDocument): string | null;
  /** Whether sessions of browsers may run nothing else. */
  readonly isRequired: boolean;
}

/** @param isRequired refuses sessions what is not one of these texts */
export function createPersistedDocuments(texts: DocumentTexts, isRequired: boolean): PersistedDocuments {
  return {
    isRequired,
    textOf: ({ query, documentId }) => {
      if ((documentId ?? null) === null) return null;
      if (typeof query === 'string' && query !== '')
        throw new LetheError('BAD_USER_INPUT', 'Send either a query or a documentId.');
      const text = typeof documentId === 'string' ? texts.get(documentId) : undefined;
      if (text !== undefined) return text;
      const message = 'This gateway knows no such document. A page of another version asks: load it again.';
      throw new LetheError('BAD_USER_INPUT', message, { reason: 'DOCUMENT_UNKNOWN' });
    },
  };
}

/**
 * A stolen cookie, or a script that got into a page, then runs what the dashboard asks and nothing else.
 * @throws FORBIDDEN
 */
export function assertNoSession(principal: Principal | null): void {
  if (principal?.kind !== 'USER' || principal.via !== 'SESSION') return;
  throw new LetheError(
    'FORBIDDEN',
    'Sessions of browsers run the dashboard’s own documents only. Use a personal token.',
  );
}
