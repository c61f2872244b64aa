import type { OutboundMessage } from '../../channels/outbound.js';
import type { OutboundPii } from '../../channels/sendPii.js';
import type { WhatsappAccess } from '../../channels/whatsapp/client.js';
import type { SendFailureReason } from '../../domain/send/sendStatus.js';
import type { Core } from '../../events/core.js';
import { openSends, type OpenedSend } from '../../ingest/openSends.js';
import { createBatcher, type Outcome } from '../../lib/batcher.js';
import { groupBy } from '../../lib/collections.js';
import type { Directory } from '../../projections/directory.js';
import { findSendPolicies } from '../../projections/sendPolicies.js';
import type { OutboxRow } from '../../projections/sendRows.js';
import { findAccess } from '../access.js';

/** What is to be done with a row that is due. */
export type Prepared =
  | {
      readonly kind: 'ASK';
      readonly access: WhatsappAccess;
      readonly message: OutboundMessage;
      readonly opened: OpenedSend;
    }
  | { readonly kind: 'FAIL'; readonly reason: SendFailureReason; readonly message: string }
  /** It was canceled or settled since. */
  | { readonly kind: 'GONE' };

const MAX_BATCH = 200;

/** Opens what is to be sent, through the gate: what a policy has ended is gone, whether a sweep ran or not. */
export function createPreparer(core: Core, directory: Directory): (row: OutboxRow) => Promise<Prepared> {
  const batcher = createBatcher<OutboxRow, Prepared>(async (rows) => {
    const opened = new Map<string, OpenedSend>();
    for (const [account, group] of groupBy(rows, (row) => row.account)) {
      const ids = group.map(({ _id }) => _id);
      for (const [id, send] of await openSends(core, account, ids)) opened.set(id, send);
    }
    return Promise.all(
      rows.map(async (row): Promise<Outcome<Prepared>> => {
        const value = await judge(core, directory, row, opened.get(row._id) ?? null);
        return { ok: true, value };
      }),
    );
  }, MAX_BATCH);
  return batcher.submit;
}

async function judge(
  core: Core,
  directory: Directory,
  row: OutboxRow,
  found: OpenedSend | null,
): Promise<Prepared> {
  if (found?.row.status !== 'QUEUED' || found.row.externalKey !== undefined) return { kind: 'GONE' };
  const now = core.clock();
  if (row.deliverUntil !== null && row.deliverUntil <= now)
    return fail('TOO_LATE', 'deliverUntil had passed before the provider could be asked.');
  const policies = await findSendPolicies(directory, found.row, now);
  const access = policies && (await findAccess(directory, policies.number));
  if (!policies || !access)
    return fail('NOT_CONFIGURED', 'The number was removed, or has no WhatsApp channel any more.');
  const pii = policies.mayLog(found.row.at) ? found.pii : null;
  const chat = found.message && policies.mayChat(found.message.at) ? found.chat : null;
  const outbound = pii ?? (chat?.outbound as OutboundPii | undefined) ?? null;
  if (!outbound)
    return fail('PAYLOAD_EXPIRED', 'A policy ended its content and destination before it could be sent.');
  const { recipient, content, replyTo } = outbound;
  return {
    kind: 'ASK',
    access,
    message: { recipient, content, replyTo, trackingData: row._id },
    opened: { ...found, pii, chat },
  };
}

function fail(reason: SendFailureReason, message: string): Prepared {
  return { kind: 'FAIL', reason, message };
}
