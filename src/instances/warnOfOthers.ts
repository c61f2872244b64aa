import type { Log } from '../lib/log.js';

/** Says what several processes lack that one alone does not need. @param others how many live beside this one */
export function warnOfOthers(
  others: number,
  { hasBus, hasStore }: { readonly hasBus: boolean; readonly hasStore: boolean },
  log: Log,
): void {
  if (others === 0) return;
  if (!hasBus)
    log.warn(
      { others },
      'Other processes serve this database, and REDIS_URL is not set: subscribers of one do not hear the live events ' +
        'of RELAY_ONLY numbers that arrive at another.',
    );
  if (!hasStore)
    log.warn(
      { others },
      'Other processes serve this database, and S3_BUCKET is not set: files are found where all of them have one ' +
        'DATA_DIR, and only there.',
    );
}
