import { MongoClient, Binary } from 'mongodb';
import { v7 } from 'uuid';
import { randomBytes } from 'node:crypto';
const c = await new MongoClient('mongodb://127.0.0.1:27911/?directConnection=true', { writeConcern: { w: 'majority', j: true } }).connect();
const db = c.db('spike' + Date.now());
const N = Number(process.argv[2] ?? 50000), B = Number(process.argv[3] ?? 1000);
for (const [n, k] of [['messages', [{ account: 1, conversation: 1, at: -1 }, { account: 1, number: 1, at: -1 }]], ['commits', [{ account: 1, stream: 1, version: 1 }]]]) for (const key of k) await db.collection(n).createIndex(key, { unique: n === 'commits' });
await db.collection('messages').createIndex({ account: 1, number: 1, at: -1, conversation: 1 }, { partialFilterExpression: { unread: true } });
const t0 = Date.now() - 1e9;
const make = (i, t) => { const id = v7(), p = v7(); const at = new Date(t + i * 10);
  return [{ _id: id, account: 'a', number: 'n', conversation: 'c' + (i % 200), subject: 'c' + (i % 200), at, providerAt: at, storedAt: at, direction: 'INBOUND', type: 'text', payload: p, bytes: 200, unread: true, version: 1 },
   { _id: p, account: 'a', scope: 'number:n', subject: 'c' + (i % 200), key: v7(), iv: randomBytes(12), box: randomBytes(200), tag: randomBytes(16), at },
   { _id: v7(), account: 'a', stream: 'message:' + id, version: 1, at, origin: 'x', events: [{ type: 'MessageReceived', payload: p, data: { number: 'n', conversation: 'c', subject: 's', at, providerAt: at, storedAt: at } }] }]; };
const fill = async (t) => { for (let i = 0; i < N; i += 1000) { const rows = Array.from({ length: 1000 }, (_, j) => make(i + j, t));
  await Promise.all(['messages', 'payloads', 'commits'].map((n, k) => db.collection(n).insertMany(rows.map((r) => r[k])))); } };
await db.collection('payloads').createIndex({ at: 1 }); await db.collection('commits').createIndex({ at: 1 });
const time = async (name, f) => { const s = performance.now(); await f(); const d = (performance.now() - s) / 1000; console.log(name, d.toFixed(2), 's', Math.round(N / d), '/s'); return d; };
await fill(t0);
const bare = await time('bare range', () => Promise.all(['messages', 'payloads', 'commits'].map((n) => db.collection(n).deleteMany(n === 'messages' ? { account: 'a', number: 'n', at: { $lte: new Date() } } : { at: { $lte: new Date() } }))));
await fill(t0);
const bareseq = await time('bare range sequential', async () => { for (const n of ['messages', 'payloads', 'commits']) await db.collection(n).deleteMany(n === 'messages' ? { account: 'a', number: 'n', at: { $lte: new Date() } } : { at: { $lte: new Date() } })});
await db.collection('payloads').dropIndex('at_1'); await db.collection('commits').dropIndex('at_1');
const sweep = { _id: 's', account: 'a', fence: 1 };
await db.collection('sweeps').insertOne(sweep);
const rowsFirst = async (intent) => {
  const tm = { find: 0, clear: 0, tx: 0 };
  let s = performance.now(); let batch = []; let removing = Promise.resolve();
  const flush = async () => { const ids = batch; batch = [];
    const a = performance.now();
    await Promise.all([db.collection('payloads').deleteMany({ account: 'a', _id: { $in: ids.map((r) => r.payload) } }), db.collection('commits').deleteMany({ account: 'a', stream: { $in: ids.map((r) => 'message:' + r._id) } })]);
    tm.clear += performance.now() - a; await removing;
    removing = (async () => { const b = performance.now(); await c.withSession((session) => session.withTransaction(async () => {
      await db.collection('messages').deleteMany({ account: 'a', _id: { $in: ids.map((r) => r._id) }, at: { $lte: new Date() } }, { session });
      await db.collection('sweeps').updateOne({ _id: 's', account: 'a', fence: 1 }, { $inc: { n: ids.length } }, { session });
    })); tm.tx += performance.now() - b; })();
  };
  for await (const r of db.collection('messages').find({ account: 'a', number: 'n', at: { $gte: new Date(-8.64e15), $lte: new Date() } }, { projection: { payload: 1 }, batchSize: B })) { if (s) { tm.find = performance.now() - s; s = 0; } batch.push(r); if (batch.length === B) await flush(); }
  if (batch.length) await flush(); await removing; console.log(tm);
};
await fill(t0);
const ours = await time('rows last', () => rowsFirst());
console.log('ratio', (bare / ours).toFixed(2), (bareseq / ours).toFixed(2), await db.collection('messages').countDocuments(), await db.collection('commits').countDocuments(), await db.collection('payloads').countDocuments());
await db.dropDatabase(); await c.close();
