import type { InboundEdit, InboundMessage, InboundRevocation } from '../channels/inbound.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Write } from '../events/writes.js';
import { mediaKeyOf } from '../media/mediaKey.js';
import type { MediaRow } from '../projections/mediaRow.js';
import type { NumberRow } from '../projections/rows.js';
import { newObjectKey } from '../storage/objectKey.js';

/** What of a message's file is still to be done: to be written with the message's own commit. */
export async function pendingMedia(
  core: Core,
  number: NumberRow,
  event: InboundMessage | InboundEdit | InboundRevocation,
  of: { readonly message: string; readonly payload: string; readonly at: Date; readonly now: Date },
): Promise<readonly Write[]> {
  const externalId =
    event.kind !== 'revocation' && 'media' in event.content ? event.content.media.providerMediaId : null;
  if (externalId === null) return [];
  const { account, _id } = number;
  const doc: MediaRow = {
    _id: of.payload,
    account,
    number: _id,
    message: of.message,
    at: of.at,
    state: 'PENDING',
    object: newObjectKey('media', account),
    bytes: 0,
    externalKey: await mediaKeyOf(core, account, _id, externalId),
    attempts: 0,
    dueAt: of.now,
    createdAt: of.now,
  };
  return [{ kind: 'insert', collection: COLLECTIONS.media, doc }];
}
