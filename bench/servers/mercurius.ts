import Fastify from 'fastify';
import mercurius from 'mercurius';
import { createAuth } from '../../src/auth/auth.js';
import { createRateLimit } from '../../src/auth/rateLimit.js';
import { openBackend } from '../../src/backend.js';
import { readConfig } from '../../src/config.js';
import { createContext } from '../../src/graphql/context.js';
import { graphqlSchema } from '../../src/graphql/schema.js';
import { systemClock } from '../../src/lib/clock.js';
import { silentLog } from '../../src/lib/log.js';
import { createSweeps } from '../../src/retention/sweeps.js';
import { createServices } from '../../src/services.js';

/** The rival of reading: Mercurius with JIT over the very resolvers, services and database of the gateway. */
const backend = await openBackend(readConfig(), { clock: systemClock, log: silentLog });
const { core, feed } = backend;
const services = createServices(core, feed);
await feed.start();
const auth = createAuth(core);
const deps = {
  services,
  sweeps: createSweeps(core),
  auth,
  rateLimit: createRateLimit({ apiKey: 0, user: 0, stranger: 0 }),
  schedule: { runNow: () => Promise.resolve() },
  publicUrl: 'http://127.0.0.1',
};

const app = Fastify();
await app.register(mercurius, {
  schema: graphqlSchema(),
  jit: 1,
  context: (request) => createContext(deps, { cookie: request.headers.cookie }, request.id),
});
const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`listening on ${address}\n`);
process.once('SIGTERM', () => {
  void app.close().then(backend.stop);
});
