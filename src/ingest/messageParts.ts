import { contentText } from '../channels/inbound.js';
import type { InboundEdit, InboundMessage, InboundRevocation } from '../channels/inbound.js';
import type { MessageFacts } from '../domain/message/message.js';
import type { Core } from '../events/core.js';
import type { Payload } from '../events/vault.js';
import { utcDay } from '../lib/clock.js';
import { messageIdOf } from '../projections/messageIds.js';
import { numberScope, type MessagePii, type NumberRow } from '../projections/rows.js';
import { ownIdOf } from './sentMessages.js';

export type ChatEvent = InboundMessage | InboundEdit | InboundRevocation;

/** The content, sealed under the key of its day and the secret of its author; null for a revocation, which has none. */
export async function sealContent(
  core: Core,
  number: NumberRow,
  event: ChatEvent,
  subject: string,
  at: Date,
): Promise<Payload | null> {
  if (event.kind === 'revocation') return null;
  const { account } = number;
  return core.vault.seal({
    account,
    scope: numberScope(number._id),
    day: utcDay(at),
    subject,
    content: piiOf(event),
  });
}

function piiOf(event: InboundMessage | InboundEdit): MessagePii {
  return {
    externalId: event.kind === 'message' ? event.externalId : event.originalId,
    repliedToExternalId: event.kind === 'message' ? (event.context?.repliedTo ?? null) : null,
    content: event.content,
    text: contentText(event.content),
    referral: event.kind === 'message' ? event.referral : null,
  };
}

/** The messages this one is about, by our ids: they may be unknown to us, or long forgotten. */
export async function referencesOf(
  core: Core,
  number: NumberRow,
  event: ChatEvent,
): Promise<Pick<MessageFacts, 'reactsTo' | 'repliesTo'>> {
  if (event.kind !== 'message') return {};
  const idOf = async (externalId: string): Promise<string> =>
    ownIdOf(core, number, await messageIdOf(core, number.account, number._id, externalId));
  const repliedTo = event.context?.repliedTo ?? null;
  return {
    ...(event.reactsTo !== null && { reactsTo: await idOf(event.reactsTo) }),
    ...(repliedTo !== null && { repliesTo: await idOf(repliedTo) }),
  };
}
