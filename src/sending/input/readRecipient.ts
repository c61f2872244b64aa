import type { Recipient } from '../../channels/outbound.js';
import { isStrictPhoneNumber } from '../../lib/phoneNumber.js';
import type { SendInput } from '../sendInput.js';
import { given, type Issues } from './issues.js';

/** The provider's id of a person for a business: `BR.1349…`, a country and digits (contracts/whatsapp-cloud.md). */
const USER_ID = /^[A-Z]{2}\.[A-Za-z0-9]{4,120}$/;
const GROUP_ID = /^[\x21-\x7e]{1,256}$/;

/** Exactly one of destinationNumber and groupId. */
export function readRecipient(input: SendInput, issues: Issues): Recipient | null {
  const destination = given(input.destinationNumber);
  const group = given(input.groupId);
  if ((destination === null) === (group === null)) {
    issues.add(
      'destinationNumber',
      destination === null ? 'REQUIRED' : 'CONFLICTING',
      'Exactly one of destinationNumber and groupId must be given.',
    );
    return null;
  }
  if (destination !== null) {
    if (isStrictPhoneNumber(destination)) return { kind: 'PHONE', phone: destination };
    if (USER_ID.test(destination)) return { kind: 'USER', userId: destination };
    issues.add(
      'destinationNumber',
      'PHONE_NUMBER_INVALID',
      'destinationNumber must be a phone number in E.164 form ("+", country code, digits only) or a business-scoped user id.',
    );
    return null;
  }
  if (group !== null && GROUP_ID.test(group)) return { kind: 'GROUP', groupId: group };
  issues.add('groupId', 'GROUP_ID_INVALID', 'groupId is the id that the provider gave the group.');
  return null;
}
