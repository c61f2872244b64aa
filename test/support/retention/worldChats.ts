import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { createLocalCommitFeed } from '../../../src/events/commitFeed.js';
import { messageIdOf } from '../../../src/projections/messageIds.js';
import { storeMessage } from '../../../src/ingest/storeMessage.js';
import { storeStatus } from '../../../src/ingest/storeStatus.js';
import { createDirectory } from '../../../src/projections/directory.js';
import type { AccountRow, MessageRow, NumberRow } from '../../../src/projections/rows.js';
import { markRead } from '../../../src/reading/markRead.js';
import { inboundOf } from './inbound.js';
import type { ChatChange, ModelMessage } from './messageModel.js';
import type { Process } from './world.js';

/** The chats of a world. */
export interface WorldChats {
  receive(message: ModelMessage, change?: ChatChange): Promise<void>;
  /** Somebody reads the conversation that a message is of. Gives false when the message is not stored. */
  read(message: ModelMessage): Promise<boolean>;
  receiveStatus(number: string, key: string): Promise<void>;
}

export function createWorldChats(world: {
  readonly process: () => Process;
  readonly idOf: (name: string) => string;
  readonly accountOf: (number: string) => string;
  readonly instant: (minutes: number) => Date;
  readonly now: () => Date;
}): WorldChats {
  const { process, idOf, accountOf, instant, now } = world;
  const rowsOf = async (number: string): Promise<{ account: AccountRow; number: NumberRow }> => {
    const { documents } = process().core;
    const account = await documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: accountOf(number) });
    const row = await documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: idOf(number) });
    if (!account || !row) throw new Error('rows are missing');
    return { account, number: row };
  };

  return {
    receive: async (message, change = { kind: 'message' }) => {
      const place = await rowsOf(message.number);
      if (place.number.piiMode === 'RELAY_ONLY') return;
      const at = instant(change.kind === 'message' ? message.at : change.at);
      const { core, contacts } = process();
      await storeMessage(core, contacts, place, inboundOf(message, change, at), now());
    },
    read: async ({ number, key }) => {
      const { core } = process();
      const account = accountOf(number);
      const filter = { _id: await messageIdOf(core, account, idOf(number), key), account };
      const row = await core.documents.findOne<MessageRow>(COLLECTIONS.messages, filter);
      if (row) await markRead(core, { account, _id: idOf(number) }, row.conversation, SYSTEM);
      return row !== null;
    },
    receiveStatus: async (number, key) => {
      const row = (await rowsOf(number)).number;
      if (row.piiMode === 'RELAY_ONLY') return;
      const { core } = process();
      const directory = createDirectory(core, createLocalCommitFeed(core.store));
      const status = {
        kind: 'status',
        externalId: key,
        status: 'DELIVERED',
        at: now(),
        recipient: null,
        groupId: null,
        pricing: null,
        conversation: null,
        errors: [],
        trackingData: null,
      } as const;
      await storeStatus(core, directory, row, status, now());
    },
  };
}
