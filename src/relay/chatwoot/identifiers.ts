import type { Recipient } from '../../channels/outbound.js';
import type { SubjectIdentity } from '../../domain/contact/contact.js';
import { isStrictPhoneNumber } from '../../lib/phoneNumber.js';

const GROUP = 'group:';
/** The provider's id of a person for a business (contracts/whatsapp-cloud.md). */
const USER_ID = /^[A-Z]{2}\.[A-Za-z0-9]{4,120}$/;

/**
 * What a contact's `identifier` is in Chatwoot: an agent's reply finds its way by it where there is no number. Null
 * where the number says it all.
 */
export function identifierOf({ groupId, userId }: SubjectIdentity): string | null {
  return groupId !== null ? `${GROUP}${groupId}` : userId;
}

/** Whether the channel told anything by which somebody can be known again. */
export function isSomebody(identity: SubjectIdentity): boolean {
  return identifierOf(identity) !== null || identity.phone !== null;
}

/** Whom a reply to a contact of Chatwoot's goes to; null: nobody that we know of. */
export function recipientOfContact(contact: {
  readonly phoneNumber: string | null;
  readonly identifier: string | null;
}): Recipient | null {
  const { phoneNumber, identifier } = contact;
  if (identifier?.startsWith(GROUP)) return { kind: 'GROUP', groupId: identifier.slice(GROUP.length) };
  if (phoneNumber !== null && isStrictPhoneNumber(phoneNumber)) return { kind: 'PHONE', phone: phoneNumber };
  if (identifier === null) return null;
  if (USER_ID.test(identifier)) return { kind: 'USER', userId: identifier };
  return isStrictPhoneNumber(identifier) ? { kind: 'PHONE', phone: identifier } : null;
}
