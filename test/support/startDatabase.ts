import Module from 'node:module';
import type { TestServer } from './testServer.js';

/** What `stopDatabase` finds again: Jest loads the two apart. */
export interface TestServerHolder {
  letheTestServer?: Promise<TestServer>;
}

interface Resolver {
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
}

/**
 * Jest's globalSetup: one server for the whole run, however many projects name this file. Its address is in
 * `LETHE_TEST_MONGODB_URI`, which the workers inherit.
 */
export default async function startDatabase(): Promise<void> {
  const holder = globalThis as TestServerHolder;
  holder.letheTestServer ??= start();
  process.env['LETHE_TEST_MONGODB_URI'] = (await holder.letheTestServer).uri;
}

async function start(): Promise<TestServer> {
  const { startTestServer } = await withTypeScriptNames(() => import('./testServer.js'));
  const server = await startTestServer(process.env);
  // Jest runs no teardown when it is interrupted.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.stop().finally(() => process.exit(1)));
  }
  return server;
}

/** Jest compiles a globalSetup but resolves its imports as Node does, which knows no `.ts` behind a `.js`. */
async function withTypeScriptNames<T>(load: () => Promise<T>): Promise<T> {
  const resolver = Module as unknown as Resolver;
  const original = resolver._resolveFilename;
  resolver._resolveFilename = (request, ...rest) => {
    try {
      return original(request, ...rest);
    } catch (error) {
      if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
      return original(request.replace(/\.js$/, '.ts'), ...rest);
    }
  };
  try {
    return await load();
  } finally {
    resolver._resolveFilename = original;
  }
}
