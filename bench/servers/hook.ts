import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import Fastify from 'fastify';
import { MongoClient } from 'mongodb';
import { APP_SECRET } from '../support/webhooks.js';

/**
 * The baselines of ingest: a bare Fastify hook that verifies the signature and then
 * - `VARIANT=verify` stores nothing,
 * - `VARIANT=insert` inserts one plain document,
 * - `VARIANT=transaction` writes what an event-sourced store writes, in one transaction a message.
 */
interface Body {
  entry: {
    changes: {
      value: { messages: { id: string; from: string; timestamp: string; text: { body: string } }[] };
    }[];
  }[];
}

interface Row {
  _id: string;
  [field: string]: unknown;
}

const variant = process.env['VARIANT'] ?? 'verify';
const client = new MongoClient(process.env['MONGODB_URI'] ?? '', {
  writeConcern: { w: 'majority', journal: true },
});
await client.connect();
const db = client.db(process.env['DATABASE_NAME'] ?? 'bench_hook');
const plain = db.collection('plain');
const commits = db.collection<Row>('commits');
const payloads = db.collection<Row>('payloads');
const messages = db.collection<Row>('messages');
const conversations = db.collection<Row>('conversations');
const outbox = db.collection<Row>('outbox');
const byConversation = { name: 'conversation', key: { account: 1, conversation: 1, at: -1 } } as const;
await plain.createIndexes([byConversation]);
await commits.createIndexes([{ name: 'stream', key: { account: 1, stream: 1, version: 1 }, unique: true }]);
await messages.createIndexes([byConversation, { name: 'number', key: { account: 1, number: 1, at: -1 } }]);

const app = Fastify();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
  done(null, body);
});
app.post('/hook', async (request, reply) => {
  const raw = request.body as Buffer;
  const expected = Buffer.from(`sha256=${createHmac('sha256', APP_SECRET).update(raw).digest('hex')}`);
  const given = Buffer.from(String(request.headers['x-hub-signature-256']));
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return reply.code(401).send();
  const body = JSON.parse(raw.toString('utf8')) as Body;
  for (const { changes } of body.entry) {
    for (const { value } of changes) for (const message of value.messages) await store(message);
  }
  return reply.send();
});

async function store(message: Body['entry'][0]['changes'][0]['value']['messages'][0]): Promise<void> {
  const at = new Date(Number(message.timestamp) * 1_000);
  const common = { account: 'a', number: 'n', conversation: message.from, at };
  if (variant === 'insert') {
    await plain.insertOne({
      ...common,
      externalId: message.id,
      text: message.text.body,
      direction: 'INBOUND',
    });
  }
  if (variant === 'transaction') {
    const id = randomUUID();
    const sealed = { iv: randomBytes(12), box: randomBytes(200), tag: randomBytes(16) };
    await client.withSession((session) =>
      session.withTransaction(async () => {
        const commit = {
          _id: randomUUID(),
          account: 'a',
          stream: `message:${id}`,
          version: 1,
          at,
          events: [common],
        };
        await commits.insertOne(commit, { session });
        await payloads.insertOne({ _id: id, ...common, ...sealed }, { session });
        await messages.insertOne({ _id: id, ...common, direction: 'INBOUND', payload: id }, { session });
        await conversations.updateOne(
          { _id: message.from, account: 'a' },
          { $max: { last: { at, id } } },
          { session, upsert: true },
        );
        await outbox.insertOne({ _id: id, ...common, state: 'PENDING' }, { session });
      }),
    );
  }
}

const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`listening on ${address}\n`);
process.once('SIGTERM', () => {
  void app.close().then(() => client.close());
});
