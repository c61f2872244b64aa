import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Directory } from '../../projections/directory.js';
import type { MessagePii, MessageRow } from '../../projections/rows.js';
import { readablePlace } from './readablePlace.js';

/**
 * What quoted messages say, by our ids: as far as they are stored, and may be read at this moment. A quote outlives
 * nothing: what is past its own window is missing, however young the answer.
 */
export async function readQuotedTexts(
  core: Core,
  directory: Directory,
  account: string,
  messages: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (messages.length === 0) return new Map();
  const filter = { account, _id: { $in: [...new Set(messages)] } };
  const rows = await core.documents.find<MessageRow>(COLLECTIONS.messages, filter);
  const readable: MessageRow[] = [];
  for (const row of rows)
    if (await readablePlace(core, directory, account, row.number, row.at)) readable.push(row);
  const contents = await core.vault.read(
    account,
    readable.flatMap(({ payload }) => payload ?? []),
    'STORE',
  );
  return new Map(
    readable.flatMap(({ _id, payload }) => {
      const pii = contents.get(payload ?? '') as MessagePii | undefined;
      return typeof pii?.text === 'string' ? [[_id, pii.text]] : [];
    }),
  );
}
