import type { RefusalClass } from '../outbound.js';

/**
 * Our words for the provider's codes. What the provider itself writes is not passed on: it quotes numbers, texts and
 * tokens, and these sentences are kept in a log that outlives all of them.
 */
const SENTENCES: ReadonlyMap<number, string> = new Map([
  [0, 'The provider does not accept the access token: give the number a new one.'],
  [190, 'The access token has expired or was revoked: give the number a new one.'],
  [4, 'The provider’s limit of requests is reached; it is tried again later.'],
  [80007, 'The business account’s limit of requests is reached; it is tried again later.'],
  [130429, 'The number sends faster than the provider allows; it is tried again later.'],
  [
    131048,
    'The provider restricts this number because messages were blocked or reported; it is tried again later.',
  ],
  [131056, 'Too many messages went to this recipient in a short time; it is tried again later.'],
  [133016, 'The number was registered too often; it is tried again later.'],
  [
    131047,
    'More than 24 hours have passed since the recipient’s last message. Outside this window only a template can be sent.',
  ],
  [131049, 'The provider did not deliver it to keep the recipient’s number of marketing messages low.'],
  [131050, 'The recipient does not want marketing messages from this business.'],
  [368, 'The provider has blocked the business for breaking its policies for a while.'],
  [130497, 'The business may not send messages to the recipient’s country.'],
  [131031, 'The provider has locked the business account.'],
  [3, 'The access token may not be used for this: check the permissions of the app.'],
  [10, 'The access token lacks a permission for this.'],
  [33, 'The provider does not know the number’s id, or the access token may not see it.'],
  [100, 'The provider found a field of the message that it does not take.'],
  [131005, 'The access token lacks a permission for this.'],
  [131008, 'The provider misses a field of the message.'],
  [131009, 'The provider does not take the value of a field of the message.'],
  [131021, 'A number cannot send to itself.'],
  [131026, 'The message cannot be delivered to this recipient.'],
  [131030, 'The recipient is not on the provider’s list of allowed recipients of a test number.'],
  [131037, 'The number’s display name is not approved yet.'],
  [131042, 'The business account has a problem with its payment method.'],
  [131045, 'The number is not registered properly with the provider.'],
  [131051, 'The provider does not know this type of message.'],
  [131052, 'The provider could not fetch the media.'],
  [131053, 'The provider could not take the media.'],
  [132000, 'The number of variables is not the template’s.'],
  [132001, 'There is no such template in this language, or it is not approved.'],
  [132005, 'With its variables filled in the template is too long.'],
  [132007, 'The template’s content breaks a policy of the provider.'],
  [132012, 'A variable has not the form that the template wants.'],
  [132015, 'The template is paused because of its quality.'],
  [132016, 'The template is disabled for good because of its quality.'],
  [133010, 'The number is not registered with the provider.'],
]);

const BY_CLASS: Readonly<Record<RefusalClass, string>> = {
  RETRY: 'The provider cannot take messages at the moment; it is tried again later.',
  TOKEN: 'The provider does not accept the access token: give the number a new one.',
  NEVER: 'The provider refused it.',
};

/** A sentence for people, free of PII. Where the code is not known it is not named: a field of its own holds it. */
export function refusalSentence(code: number | null, refusalClass: RefusalClass): string {
  return (code === null ? undefined : SENTENCES.get(code)) ?? BY_CLASS[refusalClass];
}
