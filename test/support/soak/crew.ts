import { fileURLToPath } from 'node:url';
import { MINUTE_MS } from '../../../src/lib/clock.js';
import { findFreePort } from '../../../src/database/freePort.js';
import { startGatewayProcess, type GatewayProcess } from '../gatewayProcess.js';
import { watchMemory, type MemoryWatch } from './memory.js';
import type { Leaps } from './leapingClock.mjs';

const LEAPING = fileURLToPath(new URL('./leapingGateway.mjs', import.meta.url));
/** A start may meet the very moment at which the database goes; whoever manages services starts it again. */
const MAX_STARTS = 5;
/** A start may wait for what a dead process holds: a minute. */
const READY_MS = 2 * MINUTE_MS;

const MEMBERS = ['web 1', 'web 2', 'worker 1', 'worker 2'] as const;
export type MemberName = (typeof MEMBERS)[number];

/** Two processes that answer and two that work, each at the same address for as long as the crew lives. */
export interface Crew {
  readonly webs: readonly string[];
  /** `kill -9`, and started again; resolves when it serves. */
  killAndStart(name: MemberName): Promise<void>;
  readonly memory: MemoryWatch;
  /** Processes that ended although nobody killed them, and starts that failed: what happened, in a sentence. */
  readonly surprises: readonly string[];
  /** What the living and the dead have logged as errors: how often each message came. */
  errors(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

export async function startCrew(environment: Readonly<Record<string, string>>, leaps: Leaps): Promise<Crew> {
  const memory = watchMemory();
  const surprises: string[] = [];
  const everyone: GatewayProcess[] = [];
  const running = new Map<MemberName, GatewayProcess>();
  const ports = new Map<MemberName, number>();
  for (const name of MEMBERS) ports.set(name, await findFreePort());
  const expected = new Set<number | undefined>();

  const startOnce = async (name: MemberName): Promise<GatewayProcess> => {
    const started = await startGatewayProcess(
      {
        LOG_LEVEL: 'info',
        ...environment,
        ROLE: name.startsWith('web') ? 'web' : 'worker',
        PORT: String(ports.get(name)),
        LETHE_TEST_CLOCK: JSON.stringify(leaps),
      },
      LEAPING,
      READY_MS,
    );
    const { child } = started;
    everyone.push(started);
    memory.born(name, child.pid ?? 0);
    child.once('exit', (code, signal) => {
      memory.died(child.pid ?? 0);
      if (!expected.has(child.pid)) surprises.push(`${name} ended by itself: ${String(code ?? signal)}.`);
    });
    return started;
  };
  const start = async (name: MemberName): Promise<void> => {
    for (let starts = 1; ; starts += 1) {
      try {
        running.set(name, await startOnce(name));
        return;
      } catch (error) {
        if (starts === MAX_STARTS) throw error;
        if (!String(error).includes('Start it again')) surprises.push(`${name}: ${String(error)}`);
      }
    }
  };
  const [first, ...others] = MEMBERS;
  // The first makes the administrator.
  await start(first);
  await Promise.all(others.map(start));

  return {
    webs: MEMBERS.filter((name) => name.startsWith('web')).map(
      (name) => `http://127.0.0.1:${String(ports.get(name))}`,
    ),
    killAndStart: async (name) => {
      const victim = running.get(name);
      expected.add(victim?.child.pid);
      await victim?.kill();
      await start(name);
    },
    memory,
    surprises,
    errors: () => {
      const counts = new Map<string, number>();
      for (const line of everyone.flatMap((one) => one.output().split('\n'))) {
        const message = /"level":50.*"msg":"([^"]*)"/.exec(line)?.[1];
        if (message !== undefined) counts.set(message, (counts.get(message) ?? 0) + 1);
      }
      return counts;
    },
    stop: async () => {
      memory.stop();
      for (const one of running.values()) expected.add(one.child.pid);
      await Promise.all([...running.values()].map((one) => one.stop()));
    },
  };
}
