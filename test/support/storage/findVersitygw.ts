import { findVersitygw as findProgram } from '../../../scripts/lib/versitygw.mjs';

export type Versitygw =
  | { readonly kind: 'FOUND'; readonly program: string }
  /** The reason, for the name of what is skipped. */
  | { readonly kind: 'MISSING'; readonly reason: string };

/** A real S3 server, where `npm test` could build it. */
export function findVersitygw(): Versitygw {
  const program = findProgram();
  return program === null
    ? { kind: 'MISSING', reason: 'versitygw is not there (npm test -- versitygw builds it)' }
    : { kind: 'FOUND', program };
}
