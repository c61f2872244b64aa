import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { MessageRow, NumberRow } from '../projections/rows.js';
import type { SendLogRow } from '../projections/sendRows.js';

/** Our id of a message that the provider names: what was sent from here has one of its own, all else the derived one. */
export async function ownIdOf(core: Core, { account }: NumberRow, externalKey: string): Promise<string> {
  const filter = { account, direction: 'OUTBOUND', externalKey };
  const row = await core.documents.findOne<MessageRow>(COLLECTIONS.messages, filter);
  return row?._id ?? externalKey;
}

/** Whether a message went out through this gateway: its echo is no news, also when its chat record is gone. */
export async function isSentHere(core: Core, { account }: NumberRow, externalKey: string): Promise<boolean> {
  return (await core.documents.findOne<SendLogRow>(COLLECTIONS.sendLog, { account, externalKey })) !== null;
}
