import type { ChatEvent } from '../../../src/ingest/messageParts.js';
import type { ChatChange, ModelMessage } from './messageModel.js';

const phoneOf = (who: string): string => `+49170${who}`;

/** A message, its edit or its revocation, as the provider tells of it, full of canaries. */
export function inboundOf({ key, contact, group }: ModelMessage, change: ChatChange, at: Date): ChatEvent {
  const chat = {
    direction: 'INBOUND',
    at,
    peer: {
      phone: phoneOf(contact),
      userId: null,
      parentUserId: null,
      username: null,
      name: `canary-name-${contact}.`,
    },
    group: group === null ? null : { externalId: `group-${group}`, name: `canary-name-${group}.` },
  } as const;
  const textOf = (text: string) => ({ type: 'text', body: `canary-text-${text}.` }) as const;
  switch (change.kind) {
    case 'message':
      return {
        ...chat,
        kind: 'message',
        externalId: key,
        type: 'text',
        content: textOf(key),
        context: null,
        referral: null,
        reactsTo: null,
      };
    case 'edit': {
      const { text } = change;
      return {
        ...chat,
        kind: 'edit',
        externalId: text,
        originalId: key,
        type: 'text',
        content: textOf(text),
      };
    }
    case 'revocation':
      return { ...chat, kind: 'revocation', externalId: `${key}-revoked`, originalId: key };
  }
}
