import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineProcess } from './engineProcess.js';
import { launchEngine, STOP_GRACE_MS, type LaunchPlan } from './launchEngine.js';
import { type Log, reasonOf } from './log.js';

/** An engine that is started again whenever it dies. */
export interface SupervisedEngine {
  /** Ends it cleanly, or calls off the restart that is under way; resolves when no process is left. */
  stop(): Promise<void>;
}

/** An engine that lived so long died of something new: the next restart does not wait. */
const HEALTHY_MS = 60_000;

/** Milliseconds to wait before the restart after so many deaths in a row: at once, then longer, at most 15 s. */
export function restartDelay(deathsInARow: number): number {
  return deathsInARow <= 1 ? 0 : Math.min(15_000, 250 * 2 ** (deathsInARow - 2));
}

/**
 * Starts the engine and keeps it running on its port, so that a MongoClient finds it again by itself. Only the first
 * start may fail; a later one is tried again for ever, for without a database the gateway cannot do anything anyhow.
 * @throws EngineStartError when the first start fails
 */
export async function superviseEngine(plan: LaunchPlan, log: Log): Promise<SupervisedEngine> {
  const callOff = new AbortController();
  const isCalledOff = () => callOff.signal.aborted;
  let engine: EngineProcess = await launchEngine(plan, callOff.signal);
  const watching = watch();

  async function watch(): Promise<void> {
    for (let deaths = 0; ;) {
      const since = Date.now();
      const how = await engine.ended;
      if (isCalledOff()) return;
      deaths = Date.now() - since > HEALTHY_MS ? 1 : deaths + 1;
      log('The database engine died and is started again', { how, port: plan.port, said: engine.tail() });
      for (;;) {
        await sleep(restartDelay(deaths), undefined, { signal: callOff.signal }).catch(() => undefined);
        if (isCalledOff()) return;
        try {
          engine = await launchEngine(plan, callOff.signal);
          // `stop` has looked at the engine before this one, which is ours to end then.
          if (isCalledOff()) {
            await engine.stop(STOP_GRACE_MS);
            return;
          }
          log('The database engine runs again', { port: plan.port });
          break;
        } catch (error) {
          deaths++;
          log('The database engine could not be started again', { reason: reasonOf(error) });
        }
      }
    }
  }

  return {
    async stop() {
      callOff.abort();
      await engine.stop(STOP_GRACE_MS);
      await watching;
    },
  };
}
