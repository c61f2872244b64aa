import { systemContext } from '../../../src/administration/context.js';
import { placeHold, releaseHold } from '../../../src/administration/holds.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { Doc } from '../../../src/events/documents.js';
import { numberScope } from '../../../src/projections/rows.js';
import type { Process } from './world.js';

/** What a hold of a world is on: a number, one of its contacts, or a conversation with one or in a group. */
export type HoldOn =
  | { readonly kind: 'NUMBER'; readonly who: null }
  | { readonly kind: 'CONTACT' | 'CONVERSATION'; readonly who: string };

export interface WorldHolds {
  /** The contact or group of a number, if it is known and not forgotten. */
  subjectId(number: string, who: string): Promise<string | null>;
  /** Gives the hold's id; null: there is nothing to hold. */
  place(number: string, on: HoldOn): Promise<string | null>;
  release(number: string, id: string): Promise<void>;
}

export function createWorldHolds(world: {
  readonly process: () => Process;
  readonly idOf: (name: string) => string;
  readonly accountOf: (number: string) => string;
}): WorldHolds {
  const { process, idOf, accountOf } = world;
  const subjectId = async (number: string, who: string): Promise<string | null> => {
    const { subjects, documents } = process().core;
    const account = accountOf(number);
    const identifiers = [who.startsWith('g') ? `group:group-${who}` : `phone:+49170${who}`];
    const id = await subjects.find({ account, scope: numberScope(idOf(number)), identifiers });
    const row = id && (await documents.findOne<Doc>(COLLECTIONS.conversations, { _id: id, account }));
    return row ? id : null;
  };
  const inputOf = async (number: string, { kind, who }: HoldOn): Promise<object | null> => {
    if (kind === 'NUMBER') return { numberId: idOf(number) };
    const id = await subjectId(number, who);
    return id === null ? null : { [kind === 'CONTACT' ? 'contactId' : 'conversationId']: id };
  };
  return {
    subjectId,
    place: async (number, on) => {
      const input = await inputOf(number, on);
      if (!input) return null;
      const context = systemContext(accountOf(number));
      return (await placeHold(process().core, context, { ...input, reason: 'a lawsuit' }))._id;
    },
    release: async (number, holdId) => {
      await releaseHold(process().core, systemContext(accountOf(number)), { holdId });
    },
  };
}
