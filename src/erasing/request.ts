import { ERASURE_TARGETS, erasureStream, type ErasureRequested } from '../domain/erasure/erasure.js';
import type { Actor } from '../domain/events.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { utcDay } from '../lib/clock.js';
import { invalid, notFound } from '../lib/errors.js';
import { parsePhoneNumber } from '../lib/phoneNumber.js';
import type { ConversationRow } from '../projections/rows.js';
import { erasureScope, type ErasureRow } from '../retention/erase/erasureRow.js';
import { findWhom } from './whom.js';

/** Who is to be forgotten: exactly one of the two. */
export interface WhomToErase {
  readonly contact: string | null;
  /** E.164. PII. Needs to be nobody's that we know: also what comes back from a backup is forgotten. */
  readonly phoneNumber: string | null;
}

/**
 * Puts the erasure of a person on the list. It is over the whole account: a contact stands for whoever has the same phone
 * number or user id on any of its numbers.
 * @throws InvalidInput for not exactly one of the two, a number that is none, a group; NOT_FOUND for a contact
 */
export async function requestErasure(
  core: Core,
  request: WhomToErase & { readonly account: string; readonly by: Actor },
): Promise<ErasureRow> {
  const { account, by, contact } = request;
  const phones = phonesOf(request);
  if (contact !== null) await assertPerson(core, account, contact);
  const contacts = contact === null ? [] : [contact];
  const { identity, subjects } = await findWhom(core, account, { phones, userIds: [] }, contacts);

  const _id = core.newId();
  const now = core.clock();
  const payload = await core.vault.seal({
    account,
    scope: erasureScope(_id),
    day: utcDay(now),
    subject: null,
    content: identity,
  });
  const row: ErasureRow = {
    _id,
    account,
    by,
    contact,
    state: 'RUNNING',
    open: true,
    createdAt: now,
    finishedAt: null,
    identity: payload._id,
    subjects,
    targets: ERASURE_TARGETS.map((target) => ({
      target,
      state: 'PENDING',
      count: 0,
      attempts: 0,
      lastError: null,
      since: now,
    })),
    attempts: 0,
    dueAt: now,
    fence: 0,
    leaseUntil: null,
  };
  const requested: ErasureRequested = {
    type: 'ErasureRequested',
    data: { by: contact === null ? 'PHONE_NUMBER' : 'CONTACT', contact },
    payload: payload._id,
  };
  await core.store.append([
    {
      account,
      stream: erasureStream(_id),
      expectedVersion: 0,
      events: [requested],
      by,
      payloads: [payload],
      also: [{ kind: 'insert', collection: COLLECTIONS.erasures, doc: row }],
    },
  ]);
  return row;
}

function phonesOf({ contact, phoneNumber }: WhomToErase): readonly string[] {
  if ((contact === null) === (phoneNumber === null))
    throw invalid('contactId', 'ONE_NEEDED', 'Name either a contactId or a phoneNumber.');
  return phoneNumber === null ? [] : [parsePhoneNumber(phoneNumber)];
}

async function assertPerson({ documents }: Core, account: string, contact: string): Promise<void> {
  const row = await documents.findOne<ConversationRow>(COLLECTIONS.conversations, { _id: contact, account });
  if (!row) throw notFound('contact');
  if (row.type === 'GROUP')
    throw invalid('contactId', 'NOT_A_PERSON', 'This is a group: name one of its members.');
}
