import { COLLECTIONS } from '../../events/collections.js';
import { errorName } from '../../lib/errors.js';
import type { MediaRow } from '../../projections/mediaRow.js';
import { forgetMatching } from '../forgetFiles.js';
import type { ErasureWork } from './work.js';

/** What is left of the files that an erasure has doomed. */
export interface FilesLeft {
  readonly left: number;
  /** The class of the last error; null: nothing failed, somebody is still writing one. */
  readonly error: string | null;
}

/** Deletes every version of the files that the erasure has doomed, then their rows. */
export async function eraseFiles({ core, account, erasure, tally }: ErasureWork): Promise<FilesLeft> {
  const filter = { account, erasure, state: 'DOOMED' };
  const there = (): Promise<number> => core.documents.count(COLLECTIONS.media, filter);
  const before = await there();
  if (before === 0) return { left: 0, error: null };
  let error: string | null = null;
  const fail = ({ _id }: Pick<MediaRow, '_id'>, thrown: unknown): Promise<void> => {
    error = errorName(thrown);
    core.log.warn({ account, erasure, file: _id, reason: error }, 'A file could not be erased.');
    return Promise.resolve();
  };
  try {
    await forgetMatching(core, filter, fail, tally.checkpoint);
  } finally {
    const left = await there();
    if (left < before) await tally.countIn(core.documents, 'MEDIA', before - left);
  }
  return { left: await there(), error };
}
