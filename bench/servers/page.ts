import Fastify from 'fastify';
import { MongoClient } from 'mongodb';

/** The baseline of reading: a bare route that queries the newest 50 documents of a collection and stringifies them. */
const client = new MongoClient(process.env['MONGODB_URI'] ?? '');
await client.connect();
const account = process.env['ACCOUNT'] ?? 'a';
const plain = client
  .db(process.env['DATABASE_NAME'] ?? 'bench_page')
  .collection(process.env['COLLECTION'] ?? 'plain');

const app = Fastify();
app.get<{ Params: { conversation: string } }>('/page/:conversation', async (request, reply) => {
  const filter = {
    account,
    conversation: request.params.conversation,
    at: { $gt: new Date(0), $lte: new Date(8.64e15) },
  };
  const rows = await plain.find(filter).sort({ at: -1, _id: -1 }).limit(50).toArray();
  return reply.type('application/json').send(JSON.stringify(rows));
});

const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`listening on ${address}\n`);
process.once('SIGTERM', () => {
  void app.close().then(() => client.close());
});
