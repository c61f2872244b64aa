import { DAY_MS } from '../../lib/clock.js';
import { createMutexes } from '../../lib/mutexes.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { DuplicateKey, type Doc } from '../../events/documents.js';
import type { Directory } from '../../projections/directory.js';
import type { NumberRow } from '../../projections/rows.js';
import type { ChatwootClient } from './chatwootClient.js';
import type { ChatwootEvent, MediaReader } from './chatwootEvent.js';
import { findChatwootTarget } from './chatwootTargets.js';
import { deliverToChatwoot } from './deliverToChatwoot.js';
import { identifierOf } from './identifiers.js';

/** Chatwoot did not take an event that nothing may be kept of: whoever sent it must send it again. */
export class ChatwootNotTaken extends Error {
  override readonly name = 'ChatwootNotTaken';
}

/** Tells Chatwoot of what may not be stored, while its sender waits. */
export interface ChatwootRelay {
  /** @throws ChatwootNotTaken */
  relay(number: NumberRow, event: ChatwootEvent): Promise<void>;
}

export const NO_CHATWOOT: ChatwootRelay = { relay: () => Promise.resolve() };

/** How long it is remembered by HMAC that an event was told, or may have been (design §4). */
const MEMORY_MS = 7 * DAY_MS;
/** Events of one number that are under way or wait; beyond them the sender is asked to come back. */
const MAX_WAITING = 100;

interface Mark extends Doc {
  readonly account: string;
  readonly isDone: boolean;
}

export function createChatwootRelay(
  core: Core,
  directory: Directory,
  client: ChatwootClient,
  readMedia: MediaReader,
): ChatwootRelay {
  const { documents, clock, log } = core;
  const waiting = new Map<string, number>();
  const mutexes = createMutexes();

  /** Which try this is; null: it was told. */
  const begin = async (number: NumberRow, _id: string): Promise<number | null> => {
    const { account } = number;
    const expiresAt = new Date(clock().getTime() + MEMORY_MS);
    try {
      const doc = { _id, account, number: number._id, isDone: false, expiresAt };
      await documents.insertMany(COLLECTIONS.relayed, [doc]);
      return 1;
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
    }
    const mark = await documents.findOne<Mark>(COLLECTIONS.relayed, { _id, account });
    if (mark?.isDone) return null;
    await documents.update(COLLECTIONS.relayed, [{ filter: { _id, account }, set: { expiresAt } }]);
    return 2;
  };

  const tell = async (number: NumberRow, event: ChatwootEvent): Promise<void> => {
    const target = await findChatwootTarget(core, directory, number);
    if (!target) return;
    const mark = `${number._id}/${event.sourceId}/chatwoot`;
    const attempt = await begin(number, mark);
    if (attempt === null) return;
    const outcome = await deliverToChatwoot(
      client,
      target,
      event,
      (asked) => readMedia(number, asked),
      attempt,
    );
    if (outcome.kind === 'FAILED') {
      const { reason, isFinal } = outcome;
      log.warn(
        { number: number._id, reason },
        'Chatwoot did not take an event of a number that stores nothing.',
      );
      // It would be refused each time, and hold up whatever came in the same delivery.
      if (!isFinal) throw new ChatwootNotTaken();
    }
    await documents.update(COLLECTIONS.relayed, [
      { filter: { _id: mark, account: number.account }, set: { isDone: true } },
    ]);
  };

  return {
    relay: async (number, event) => {
      if (!number.chatwoot) return;
      const count = waiting.get(number._id) ?? 0;
      if (count >= MAX_WAITING) throw new ChatwootNotTaken();
      waiting.set(number._id, count + 1);
      try {
        const identity = event.group ?? event.person;
        const who = (identity && (identifierOf(identity) ?? identity.phone)) ?? '';
        // One after the other: two first messages of somebody would make two contacts.
        await mutexes.run(`${number._id}/${who}`, () => tell(number, event));
      } finally {
        const left = (waiting.get(number._id) ?? 1) - 1;
        if (left > 0) waiting.set(number._id, left);
        else waiting.delete(number._id);
      }
    },
  };
}
