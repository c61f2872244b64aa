import { randomBytes } from 'node:crypto';
import { createAccount } from '../../src/administration/accounts.js';
import { systemContext } from '../../src/administration/context.js';
import { openBackend } from '../../src/backend.js';
import { readConfig } from '../../src/config.js';
import { DAY_MS, systemClock } from '../../src/lib/clock.js';
import { silentLog } from '../../src/lib/log.js';
import { conversationsOf, graphqlPages, receiveMessages } from '../support/chats.js';
import { startGateway } from '../support/gateway.js';
import { load } from '../support/load.js';
import { fillMessages } from '../support/manyMessages.js';
import type { Line } from '../support/report.js';
import type { Bench } from '../support/suite.js';
import { sweepInProcess } from '../support/sweepProcess.js';

const CONNECTIONS = 8;
const SECONDS = 10;
/** Longer than any sweep. */
const LIMIT_SECONDS = 7_200;
const RETENTION_DAYS = 7;
const AGE_DAYS = 30;
/** Of each customer, not due. */
const KEPT = 50;

const PAGE = `query Page($conversationId: ID!) {
  messages(conversationId: $conversationId, first: 50) { edges { node { id content from createdAt } } notice }
}`;

/** How long a page of messages takes while due messages of the same number are swept, beside before. */
export async function readingDuringSweep({ mongodbUri, log }: Bench, count: number): Promise<Line[]> {
  const masterKey = randomBytes(32).toString('base64');
  const gateway = await startGateway(mongodbUri, { MASTER_KEY: masterKey });
  const environment = {
    MONGODB_URI: mongodbUri,
    DATABASE_NAME: gateway.databaseName,
    MASTER_KEY: masterKey,
  };
  const backend = await openBackend(readConfig(environment), { clock: systemClock, log: silentLog });
  try {
    const { account, numberId: number } = gateway;
    log(`sweep: storing ${String(count)} messages to be swept while others are read`);
    await fillMessages(backend.db, { account, number }, count, new Date(Date.now() - AGE_DAYS * DAY_MS));
    await receiveMessages(gateway, KEPT);
    const next = graphqlPages(gateway, PAGE, await conversationsOf(gateway));
    const { _id: other } = await createAccount(backend.core, systemContext('bench'), { name: 'empty' });
    await gateway.graphql(
      `mutation { updateDataRetention(input: { days: ${String(RETENTION_DAYS)} }) { userErrors { code } } }`,
    );

    await load(gateway.server.origin, { connections: CONNECTIONS, seconds: SECONDS / 2 }, next);
    const before = await load(gateway.server.origin, { connections: CONNECTIONS, seconds: SECONDS }, next);
    log('sweep: all due, while others are read');
    let isSwept = false;
    const sweeping = sweepInProcess({ ...environment, ACCOUNT: account, OTHER_ACCOUNT: other }).finally(
      () => {
        isSwept = true;
      },
    );
    const limits = { connections: CONNECTIONS, seconds: LIMIT_SECONDS };
    const during = await load(gateway.server.origin, limits, (index) => (isSwept ? null : next(index)));
    const swept = await sweeping;
    if (swept.deleted !== count || before.failed + during.failed > 0)
      throw new Error('Something else was swept than what was due, or a page was refused.');
    return [
      {
        suite: 'sweep',
        name: `GraphQL p99 during a sweep beside before it, of ${String(count)}`,
        ratio: during.p99Ms / before.p99Ms,
        target: { atMost: 2 },
        figures: {
          'p99 ms before': before.p99Ms,
          'p99 ms during': during.p99Ms,
          'p50 ms before': before.p50Ms,
          'p50 ms during': during.p50Ms,
          'messages/s': (count / swept.ms) * 1_000,
        },
      },
    ];
  } finally {
    await backend.stop();
    await gateway.stop();
  }
}
