import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from '@redis/client';
import { findFreePort } from '../../src/database/freePort.js';

/** A real redis-server of one's own, in memory alone. */
export interface TestRedis {
  readonly url: string;
  /** Everything that was published on any channel, as it went over the wire. */
  readonly published: readonly Buffer[];
  /** All keys there are. */
  keys(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Where it cannot be had, suites that need it are skipped; scripts/lib/installDebian.mjs says why. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** @param port of one that was stopped before */
export async function startRedis(port?: number): Promise<TestRedis> {
  const taken = port ?? (await findFreePort());
  const settings = ['--port', String(taken), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Ready to accept connections')) resolve();
    });
  });
  const url = `redis://127.0.0.1:${String(taken)}`;
  const published: Buffer[] = [];
  const [asking, listening] = [createClient({ url }), createClient({ url })];
  for (const client of [asking, listening]) {
    client.on('error', () => undefined);
    await client.connect();
  }
  await listening.pSubscribe('*', (message) => published.push(message), true);
  return {
    url,
    published,
    keys: () => asking.keys('*'),
    stop: async () => {
      for (const client of [asking, listening]) client.destroy();
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
