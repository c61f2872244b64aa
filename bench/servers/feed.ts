import Fastify from 'fastify';
import { MongoClient } from 'mongodb';
import { WebSocketServer } from 'ws';

/** The baseline of subscriptions: a bare hook that inserts the body, and a change stream that goes out by WebSocket. */
const client = new MongoClient(process.env['MONGODB_URI'] ?? '', {
  writeConcern: { w: 'majority', journal: true },
});
await client.connect();
const db = client.db(process.env['DATABASE_NAME'] ?? 'bench_feed');
const plain = db.collection('plain');
await plain.insertOne({ first: true });

const app = Fastify();
app.post('/hook', async (request, reply) => {
  await plain.insertOne({ body: request.body });
  return reply.send();
});
const sockets = new WebSocketServer({ server: app.server });
const stream = db.watch([{ $match: { operationType: 'insert' } }], { maxAwaitTimeMS: 1_000 });
stream.on('change', (change) => {
  const text = JSON.stringify(change);
  for (const socket of sockets.clients) socket.send(text);
});

const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`listening on ${address}\n`);
process.once('SIGTERM', () => {
  process.exit();
});
