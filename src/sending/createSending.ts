import type { WhatsappClient } from '../channels/whatsapp/client.js';
import type { SendStatus } from '../domain/send/sendStatus.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { StaleGuard, VersionConflict } from '../events/eventStore.js';
import { SubjectGone } from '../events/vault.js';
import type { Contacts } from '../ingest/contacts.js';
import { invalid, LetheError, notFound } from '../lib/errors.js';
import type { Directory } from '../projections/directory.js';
import { findSendPolicies } from '../projections/sendPolicies.js';
import { getAccess, refusalOf } from './access.js';
import { cancelSends } from './cancelSends.js';
import type { Draft } from './draft.js';
import { createIdempotency } from './idempotency.js';
import { markConversationRead, tellRead } from './markRead.js';
import { createProviderLists } from './providerLists.js';
import { queueSend } from './queueSend.js';
import { resolveContent } from './resolveContent.js';
import { resolveReply } from './resolveReply.js';
import { sendInline } from './sendInline.js';
import type { SendReceipt, SendRequest, Sending } from './sending.js';
import { SendRefused } from './sendRefused.js';

const MAX_TRIES = 10;

/** @param client asks the provider; its owner closes it */
export function createSending(
  core: Core,
  directory: Directory,
  contacts: Contacts,
  client: WhatsappClient,
): Sending {
  const idempotency = createIdempotency(core);
  const lists = createProviderLists(directory, client);
  const deps = { core, directory, client, idempotency };

  const draft = async (
    request: SendRequest,
    ids: { readonly id: string; readonly correlationId: string; readonly idempotency: string | null },
  ): Promise<Draft> => {
    const { account, _id } = request.number;
    const at = core.clock();
    const place = { account, number: _id, apiKey: request.apiKey };
    const policies = await findSendPolicies(directory, place, at);
    if (!policies) throw notFound('number');
    const { number } = policies;
    await getAccess(directory, number);
    const content = await resolveContent(lists, number, request.content);
    const reply = await resolveReply(core, number, policies, request.replyTo);
    return { ...ids, request, number, policies, recipient: request.recipient, content, reply, at };
  };

  const run = async (made: Draft): Promise<SendStatus> => {
    const { request, number } = made;
    if (number.piiMode !== 'RELAY_ONLY') {
      const conversation = await queueSend(core, contacts, made);
      if (request.markRead) await markConversationRead(deps, made, conversation);
      return 'QUEUED';
    }
    if (request.deliverAt !== null)
      throw new SendRefused(
        'FEATURE_NOT_SUPPORTED',
        'This number stores nothing (RELAY_ONLY), so nothing can wait to be sent later: leave deliverAt out.',
        { field: 'deliverAt' },
      );
    return sendInline(deps, made);
  };

  /** A policy that changes meanwhile is read again: each try decides by the policies of its moment. */
  const decide = async (
    request: SendRequest,
    ids: Parameters<typeof draft>[1],
  ): Promise<Omit<SendReceipt, 'isReplay'>> => {
    for (let tries = 1; ; tries += 1) {
      const made = await draft(request, ids);
      try {
        const status = await run(made);
        return { id: made.id, correlationId: made.correlationId, createdAt: made.at, status };
      } catch (error) {
        // Never where the provider may have been asked.
        if (made.number.piiMode === 'RELAY_ONLY' || !isRace(error) || tries >= MAX_TRIES) throw error;
        // A key that was lost to another request is one more thing that may have changed.
        await idempotency.assertHeld(request.number.account, ids.idempotency, ids.id);
        contacts.forgetCached();
        core.vault.forgetCached();
        directory.forgetCached();
      }
    }
  };

  return {
    send: async (request) => {
      const { account } = request.number;
      const id = core.newId();
      const begun = await idempotency.begin(request, id);
      if (begun.kind === 'REPLAY') return begun.receipt;
      try {
        // Only now: what was taken in time is answered again, however late.
        assertInTime(request, core.clock());
        const content = (await request.complete?.(request.content)) ?? request.content;
        const receipt = await decide(
          { ...request, content },
          { id, correlationId: core.newId(), idempotency: begun.id },
        );
        return { ...receipt, isReplay: false };
      } catch (error) {
        if (await isOver(account, id, error)) await idempotency.release(account, begun.id, id);
        throw error;
      } finally {
        idempotency.end(id);
      }
    },
    cancel: (number, by, ids) => cancelSends(core, number, by, ids),
    templates: (number) => lists.templates(number),
    groups: (number) => lists.groups(number),
    storage: (number) => lists.storage(number),
    tellRead: (account, number, conversation) => tellRead(deps, account, number, conversation),
    upload: async (number, file) => {
      const answer = await client.uploadMedia(await getAccess(directory, number), file);
      if (answer.kind !== 'OK') throw refusalOf(answer);
      return answer.value;
    },
  };

  /** Whether an error leaves no send: else a new try could be a second message, and time frees the key. */
  async function isOver(account: string, id: string, error: unknown): Promise<boolean> {
    if (!(error instanceof LetheError)) return false;
    const isUnknown = error instanceof SendRefused && error.reason === 'UPSTREAM_TIMEOUT';
    return !isUnknown || !(await core.documents.findOne(COLLECTIONS.sendLog, { _id: id, account }));
  }
}

/** @throws InvalidInput */
function assertInTime({ deliverUntil }: SendRequest, now: Date): void {
  if (deliverUntil === null || deliverUntil > now) return;
  throw invalid('deliverUntil', 'IN_THE_PAST', 'deliverUntil has passed already: nothing is sent late.');
}

function isRace(error: unknown): boolean {
  return error instanceof StaleGuard || error instanceof VersionConflict || error instanceof SubjectGone;
}
