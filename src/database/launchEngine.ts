import { setTimeout as sleep } from 'node:timers/promises';
import { spawnEngine, type EngineProcess } from './engineProcess.js';
import { EngineStartError } from './errors.js';
import { isListening } from './freePort.js';
import { reasonOf } from './log.js';

/** Everything it takes to start an engine, the first time and again. */
export interface LaunchPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  /** The port of the loopback it was told to listen on. */
  readonly port: number;
  /** Called in the same tick as the start, with the number of the process. */
  readonly onSpawned: (pid: number) => void;
  /** Called when the port accepts connections; rejects when what answers is not fit for use. */
  readonly prepare: () => Promise<void>;
  /** Milliseconds. Recovery of a large journal takes minutes, so this is long. */
  readonly readyTimeoutMs: number;
}

const POLL_MS = 25;
export const STOP_GRACE_MS = 30_000;

/**
 * Starts an engine and waits until it is ready for clients.
 * @throws EngineStartError when it ends, or is not ready in time, or `signal` is aborted; it is then not running
 */
export async function launchEngine(plan: LaunchPlan, signal: AbortSignal): Promise<EngineProcess> {
  const engine = spawnEngine(plan.command, plan.args, plan.env);
  if (engine.pid !== undefined) plan.onSpawned(engine.pid);
  try {
    await becomeReady(plan, engine, signal);
    return engine;
  } catch (error) {
    await engine.stop(STOP_GRACE_MS);
    throw error instanceof EngineStartError ? error : new EngineStartError(reasonOf(error), { cause: error });
  }
}

async function becomeReady(plan: LaunchPlan, engine: EngineProcess, signal: AbortSignal): Promise<void> {
  const until = Date.now() + plan.readyTimeoutMs;
  while (!(await isListening(plan.port))) {
    if (signal.aborted) throw new EngineStartError('The start was called off.');
    if (engine.hasEnded()) throw await endedEarly(plan, engine);
    if (Date.now() > until) {
      throw new EngineStartError(`${plan.command} did not listen within ${plan.readyTimeoutMs / 1000} s.`);
    }
    await sleep(POLL_MS);
  }
  await plan.prepare();
  // Somebody else may have answered on the port, while ours found it taken.
  if (engine.hasEnded()) throw await endedEarly(plan, engine);
}

async function endedEarly(plan: LaunchPlan, engine: EngineProcess): Promise<EngineStartError> {
  const how = await engine.ended;
  const said = engine.tail();
  return new EngineStartError(`${plan.command} ended at once (${how})${said === '' ? '.' : `:\n${said}`}`);
}
