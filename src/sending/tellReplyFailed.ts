import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { SECOND_MS } from '../lib/clock.js';
import { errorName, LetheError } from '../lib/errors.js';
import type { ChatwootJobRow } from '../projections/chatwootJobs.js';
import type { NumberRow } from '../projections/rows.js';
import type { AgentReply } from '../relay/chatwoot/readHook.js';

/** Chatwoot marks the message as failed itself when the hook answers so, with a text of its own: ours comes after. */
const AFTER_MS = 2 * SECOND_MS;

/** Has Chatwoot show the agent why a reply was not sent. The sentences of refusals are free of PII. */
export async function tellReplyFailed(
  core: Core,
  { account, _id: number }: NumberRow,
  { conversationId, messageId }: AgentReply,
  error: unknown,
): Promise<void> {
  const now = core.clock();
  const job: ChatwootJobRow = {
    _id: core.newId(),
    account,
    number,
    lane: `reply:${String(messageId)}`,
    state: 'WAITING',
    dueAt: new Date(now.getTime() + AFTER_MS),
    attempts: 0,
    createdAt: now,
    kind: 'STATUS',
    reply: { conversation: conversationId, message: messageId, isLast: true },
    status: 'failed',
    error:
      error instanceof LetheError ? error.message : 'It could not be sent: something went wrong on our side.',
  };
  try {
    await core.documents.insertMany(COLLECTIONS.chatwootJobs, [job]);
  } catch (failure) {
    core.log.error({ number, reason: errorName(failure) }, 'Chatwoot cannot be told of a failed reply.');
  }
}
