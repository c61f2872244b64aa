import type { InboundStatus } from '../channels/inbound.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { NumberRow } from '../projections/rows.js';
import type { OutboxRow, SendLogRow } from '../projections/sendRows.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Our id of a send in what the provider gave back; null when it is none of ours. */
function sendIdOf({ trackingData }: InboundStatus): string | null {
  return trackingData !== null && UUID.test(trackingData) ? trackingData : null;
}

/** The send that a status is of: by what we gave along with it, else by the provider's id. Of this number alone. */
export async function findSendOf(
  core: Core,
  { account, _id: number }: NumberRow,
  status: InboundStatus,
  externalKey: string,
): Promise<SendLogRow | null> {
  const id = sendIdOf(status);
  const byId =
    id === null
      ? null
      : await core.documents.findOne<SendLogRow>(COLLECTIONS.sendLog, { _id: id, account, number });
  // An id of ours that came back with somebody else's message is no proof of anything.
  if (byId && (byId.externalKey === undefined || byId.externalKey === externalKey)) return byId;
  return core.documents.findOne<SendLogRow>(COLLECTIONS.sendLog, { account, externalKey, number });
}

/** The send that is being asked for within a request at this moment, and has no entry yet. */
export async function findInlineSendOf(
  core: Core,
  { account, _id: number }: NumberRow,
  status: InboundStatus,
): Promise<OutboxRow | null> {
  const id = sendIdOf(status);
  if (id === null) return null;
  const filter = { _id: id, account, number, state: 'INLINE' };
  return core.documents.findOne<OutboxRow>(COLLECTIONS.outbox, filter);
}
