import type { TestServerHolder } from './startDatabase.js';

/** Jest's globalTeardown. Every project calls it; the first one stops the server. */
export default async function stopDatabase(): Promise<void> {
  const holder = globalThis as TestServerHolder;
  const server = await holder.letheTestServer;
  delete holder.letheTestServer;
  await server?.stop();
}
