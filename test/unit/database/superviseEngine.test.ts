import { describe, expect, test } from '@jest/globals';
import { EngineStartError } from '../../../src/database/errors.js';
import { findFreePort, isListening } from '../../../src/database/freePort.js';
import type { LaunchPlan } from '../../../src/database/launchEngine.js';
import { silent } from '../../../src/database/log.js';
import { restartDelay, superviseEngine } from '../../../src/database/superviseEngine.js';

async function plan(script: string): Promise<LaunchPlan & { pids: number[] }> {
  const pids: number[] = [];
  return {
    command: process.execPath,
    args: ['-e', script],
    env: {},
    port: await findFreePort(),
    onSpawned: (pid) => pids.push(pid),
    prepare: () => Promise.resolve(),
    readyTimeoutMs: 10_000,
    pids,
  };
}

async function listening(): Promise<LaunchPlan & { pids: number[] }> {
  const base = await plan('');
  return { ...base, args: ['-e', `require('net').createServer().listen(${base.port}, '127.0.0.1')`] };
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('superviseEngine', () => {
  test('waits longer after each death in a row, and not at all after the first', () => {
    expect([1, 2, 3, 4].map(restartDelay)).toEqual([0, 250, 500, 1_000]);
    expect(restartDelay(50)).toBe(15_000);
  });

  test('starts a killed engine again on its port, and ends it for good', async () => {
    const engine = await listening();
    const supervised = await superviseEngine(engine, silent);
    process.kill(engine.pids[0] ?? 0, 'SIGKILL');
    await until(() => engine.pids.length === 2);
    await until(() => isListening(engine.port));
    await supervised.stop();
    expect(await isListening(engine.port)).toBe(false);
    expect(engine.pids).toHaveLength(2);
  });

  test('a stop in the middle of a restart leaves nothing running', async () => {
    const engine = await listening();
    const supervised = await superviseEngine(engine, silent);
    process.kill(engine.pids[0] ?? 0, 'SIGKILL');
    await until(() => engine.pids.length === 2);
    await supervised.stop();
    expect(await isListening(engine.port)).toBe(false);
  });

  test.each([
    ['ends at once', 'console.error("folder is locked"); process.exit(3)', /exit code 3.*folder is locked/s],
    ['never listens', 'setInterval(() => {}, 1000)', /did not listen within 0.3 s/],
  ])('a program that %s is an error that tells why', async (_what, script, message) => {
    const engine = { ...(await plan(script)), readyTimeoutMs: 300 };
    await expect(
      superviseEngine({ ...engine, readyTimeoutMs: message.source.includes('0.3') ? 300 : 10_000 }, silent),
    ).rejects.toThrow(message);
  });

  test('a program that is missing is an error', async () => {
    const engine = { ...(await plan('')), command: '/does/not/exist' };
    await expect(superviseEngine(engine, silent)).rejects.toThrow(EngineStartError);
  });
});

test('findFreePort gives the preferred port only when it is free', async () => {
  const engine = await listening();
  expect(await findFreePort(engine.port)).toBe(engine.port);
  const supervised = await superviseEngine(engine, silent);
  expect(await findFreePort(engine.port)).not.toBe(engine.port);
  await supervised.stop();
});
