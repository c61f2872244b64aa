import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

const GENERATED = /dashboard[\\/]src[\\/]generated[\\/]operations\.ts$/;
/** As graphql-codegen's typed-document-node writes them with `documentMode: string`; of a fragment there is meta as well. */
const DOCUMENT = /new TypedDocumentString\(`([^`]*)`(, \{[^}]*\})?\)/g;

/**
 * Puts ids in the place of the dashboard's operations, and their list beside the build, for the gateway: documents.json,
 * `sha256:…` → text. Served sources keep the texts: they change while one works.
 */
export function persistedDocuments(): Plugin {
  const texts = new Map<string, string>();
  return {
    name: 'persisted-documents',
    apply: 'build',
    enforce: 'pre',
    transform: (code, id) => {
      if (!GENERATED.test(id)) return null;
      const replaced = code.replace(DOCUMENT, (_whole, text: string, isFragment?: string) =>
        isFragment === undefined ? JSON.stringify(keep(texts, text.trim())) : 'undefined',
      );
      if (texts.size === 0 || replaced.includes('new TypedDocumentString(`'))
        throw new Error('The generated operations are not of the expected form: see persistedDocuments.ts.');
      return { code: replaced, map: null };
    },
    generateBundle() {
      const source = JSON.stringify(Object.fromEntries(texts), null, 1);
      this.emitFile({ type: 'asset', fileName: 'documents.json', source });
    },
  };
}

function keep(texts: Map<string, string>, text: string): string {
  // A placeholder would make the text another one than the hash is of.
  if (text.includes('${')) throw new Error('An operation is put together at run time: it has no one hash.');
  const id = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  texts.set(id, text);
  return id;
}
