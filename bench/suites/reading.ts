import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { startServer } from '../support/child.js';
import { conversationsOf, graphqlPages, receiveMessages } from '../support/chats.js';
import { startGateway } from '../support/gateway.js';
import { load, median, type LoadRequest } from '../support/load.js';
import type { Line } from '../support/report.js';
import type { Bench } from '../support/suite.js';
import { SENDERS } from '../support/webhooks.js';

const ROUNDS = 3;
const SECONDS = 4;
const WARM_UP_SECONDS = 2;
const CONNECTIONS = 32;
/** Messages in each of the conversations: what traps.md asks for, since one engine sorts all that match. */
const MESSAGES = 250;

const PAGE = `query Page($conversationId: ID!) {
  messages(conversationId: $conversationId, first: 50) {
    edges { cursor node { id type direction content from createdAt contentState expiresAt } }
    pageInfo { hasNextPage endCursor }
    notice
  }
}`;

/**
 * Pages of 50 messages per second, beside the driver's bare query and beside Mercurius with JIT. The bare query reads
 * the very rows that a page reads; how a collection of small plain documents fares is told as well, without a target,
 * for those carry the text in the open and nothing of what policies need.
 */
export async function reading({ mongodbUri, log }: Bench): Promise<Line[]> {
  const gateway = await startGateway(mongodbUri);
  try {
    log(`reading: storing ${String(SENDERS * MESSAGES)} messages`);
    await receiveMessages(gateway, MESSAGES);
    const conversations = await conversationsOf(gateway);
    const plainName = await fillPlain(mongodbUri);
    const variants = {
      lethe: () => ({
        origin: gateway.server.origin,
        stop: () => Promise.resolve(),
        next: graphqlPages(gateway, PAGE, conversations),
      }),
      bare: async () => {
        const server = await startServer('bench/servers/page.js', {
          MONGODB_URI: mongodbUri,
          DATABASE_NAME: gateway.databaseName,
          COLLECTION: 'messages',
          ACCOUNT: gateway.account,
        });
        return { origin: server.origin, stop: server.stop, next: barePages(conversations) };
      },
      plain: async () => {
        const server = await startServer('bench/servers/page.js', {
          MONGODB_URI: mongodbUri,
          DATABASE_NAME: plainName,
        });
        const names = Array.from({ length: SENDERS }, (_, sender) => `c${String(sender)}`);
        return { origin: server.origin, stop: server.stop, next: barePages(names) };
      },
      mercurius: async () => {
        const server = await startServer('bench/servers/mercurius.js', {
          MONGODB_URI: mongodbUri,
          DATABASE_NAME: gateway.databaseName,
          DATA_DIR: gateway.dataDir,
        });
        return { origin: server.origin, stop: server.stop, next: graphqlPages(gateway, PAGE, conversations) };
      },
    };
    const rates = {
      lethe: [] as number[],
      bare: [] as number[],
      plain: [] as number[],
      mercurius: [] as number[],
    };
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const name of ['lethe', 'bare', 'plain', 'mercurius'] as const) {
        log(`reading: round ${String(round)}, ${name}`);
        const { origin, stop, next } = await variants[name]();
        await load(origin, { connections: CONNECTIONS, seconds: WARM_UP_SECONDS }, next);
        const result = await load(origin, { connections: CONNECTIONS, seconds: SECONDS }, next);
        await stop();
        if (result.failed > 0) throw new Error(`${name} refused ${String(result.failed)} requests.`);
        rates[name].push(result.perSecond);
      }
    }
    const figures = {
      'lethe/s': median(rates.lethe),
      'bare/s': median(rates.bare),
      'plain/s': median(rates.plain),
      'mercurius/s': median(rates.mercurius),
    };
    return [
      {
        suite: 'reading',
        name: 'page of 50: time beside the bare query',
        ratio: figures['bare/s'] / figures['lethe/s'],
        target: { atMost: 1.5 },
        figures,
      },
      {
        suite: 'reading',
        name: 'page of 50: time beside the bare query of plain documents',
        ratio: figures['plain/s'] / figures['lethe/s'],
        figures: {},
      },
      {
        suite: 'reading',
        name: 'page of 50: rate beside Mercurius with JIT',
        ratio: figures['lethe/s'] / figures['mercurius/s'],
        target: { atLeast: 1 },
        figures: {},
      },
    ];
  } finally {
    await gateway.stop();
  }
}

/** The same texts as plain documents with the same index. */
async function fillPlain(mongodbUri: string): Promise<string> {
  const databaseName = `bench_page_${randomUUID().slice(0, 8)}`;
  const client = new MongoClient(mongodbUri);
  try {
    const plain = client.db(databaseName).collection<{ _id: string }>('plain');
    await plain.createIndexes([
      { name: 'conversation', key: { account: 1, conversation: 1, at: -1, _id: -1 } },
    ]);
    for (let sender = 0; sender < SENDERS; sender += 1) {
      const rows = Array.from({ length: MESSAGES }, (_, index) => ({
        _id: randomUUID(),
        account: 'a',
        conversation: `c${String(sender)}`,
        at: new Date(Date.now() - index * 1_000),
        type: 'text',
        direction: 'INBOUND',
        content: 'Good morning, is my order on its way?',
        from: '+4915100000000',
      }));
      await plain.insertMany(rows);
    }
  } finally {
    await client.close();
  }
  return databaseName;
}

function barePages(conversations: readonly string[]) {
  return (index: number): LoadRequest => ({
    path: `/page/${conversations[index % conversations.length] ?? ''}`,
    method: 'GET',
    headers: {},
  });
}
