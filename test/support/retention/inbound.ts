import type { InboundMessage } from '../../../src/channels/inbound.js';
import type { ModelMessage } from './model.js';

const phoneOf = (who: string): string => `+49170${who}`;

/** A message as the provider tells of it, full of canaries. */
export function inboundOf({ key, contact, group }: ModelMessage, at: Date): InboundMessage {
  return {
    kind: 'message',
    externalId: key,
    direction: 'INBOUND',
    at,
    type: 'text',
    content: { type: 'text', body: `canary-text-${key}.` },
    peer: {
      phone: phoneOf(contact),
      userId: null,
      parentUserId: null,
      username: null,
      name: `canary-name-${contact}.`,
    },
    group: group === null ? null : { externalId: `group-${group}`, name: `canary-name-${group}.` },
    context: null,
    referral: null,
    reactsTo: null,
  };
}
