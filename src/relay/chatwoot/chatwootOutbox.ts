import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Write } from '../../events/writes.js';
import type { Directory } from '../../projections/directory.js';
import type { ChatwootJobRow } from '../../projections/chatwootJobs.js';

/** The commit of a message that agents are to see, before it is written. */
export interface Tellable {
  readonly account: string;
  readonly number: string;
  readonly stream: string;
  /** Of the commit. */
  readonly version: number;
  readonly conversation: string;
}

/** What Chatwoot must still be told, for the transaction of what it is told of: neither is without the other. */
export interface ChatwootOutbox {
  /** For `Append.also`; empty where the number has no inbox. */
  rowsFor(event: Tellable): Promise<readonly Write[]>;
  /** To be called when such rows are written. */
  wake(): void;
}

export function createChatwootOutbox(core: Core, directory: Directory, wake: () => void): ChatwootOutbox {
  return {
    rowsFor: async ({ account, number, stream, version, conversation }) => {
      if (!stream.startsWith('message:')) return [];
      const row = await directory.number(account, number);
      if (!row?.chatwoot) return [];
      const now = core.clock();
      const doc: ChatwootJobRow = {
        _id: core.newId(),
        account,
        number,
        lane: conversation,
        state: 'WAITING',
        dueAt: now,
        attempts: 0,
        createdAt: now,
        kind: 'EVENT',
        stream,
        version,
      };
      return [{ kind: 'insert', collection: COLLECTIONS.chatwootJobs, doc }];
    },
    wake,
  };
}
