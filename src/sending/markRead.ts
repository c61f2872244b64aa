import type { WhatsappClient } from '../channels/whatsapp/client.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { errorName } from '../lib/errors.js';
import type { Directory } from '../projections/directory.js';
import { findSendPolicies } from '../projections/sendPolicies.js';
import type { MessagePii, MessageRow } from '../projections/rows.js';
import { markRead } from '../reading/markRead.js';
import { findAccess } from './access.js';
import type { Draft } from './draft.js';

interface Deps {
  readonly core: Core;
  readonly directory: Directory;
  readonly client: WhatsappClient;
}

/**
 * Marks all that is stored of a conversation as read, here and with the provider, which shows it to who wrote. The
 * message is queued by then: a failure here is only told, and the provider's answer is not waited for.
 */
export async function markConversationRead(
  deps: Deps,
  draft: Pick<Draft, 'number' | 'policies' | 'request'>,
  conversation: string,
): Promise<void> {
  const { core } = deps;
  try {
    await markRead(core, draft.number, conversation, draft.request.by);
    await tellProvider(deps, draft, conversation);
  } catch (error) {
    failed(core, conversation, errorName(error));
  }
}

/** Tells the provider alone. Never throws: what fails is logged. */
export async function tellRead(
  deps: Deps,
  account: string,
  numberId: string,
  conversation: string,
): Promise<void> {
  const { core, directory } = deps;
  try {
    const place = { account, number: numberId, apiKey: null };
    const policies = await findSendPolicies(directory, place, core.clock());
    if (policies) await tellProvider(deps, { number: policies.number, policies }, conversation);
  } catch (error) {
    failed(core, conversation, errorName(error));
  }
}

/** By the latest message that was received: the provider takes those before it as read, too. */
async function tellProvider(
  { core, directory, client }: Deps,
  { number, policies }: Pick<Draft, 'number' | 'policies'>,
  conversation: string,
): Promise<void> {
  const { account } = number;
  const [latest] = await core.documents.find<MessageRow>(
    COLLECTIONS.messages,
    { account, conversation, direction: 'INBOUND' },
    { sort: { at: -1, _id: -1 }, limit: 1 },
  );
  const access = await findAccess(directory, number);
  if (!access || !latest?.payload || !policies.mayChat(latest.at)) return;
  const opened = await core.vault.read(account, [latest.payload]);
  const pii = opened.get(latest.payload) as MessagePii | undefined;
  if (typeof pii?.externalId !== 'string') return;
  void client.markRead(access, pii.externalId).then(
    ({ kind }) => {
      if (kind !== 'OK') failed(core, conversation, kind);
    },
    (error: unknown) => {
      failed(core, conversation, errorName(error));
    },
  );
}

function failed(core: Core, conversation: string, reason: string): void {
  core.log.warn({ conversation, reason }, 'A conversation could not be marked read.');
}
