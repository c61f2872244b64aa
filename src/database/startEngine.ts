import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { EmbeddedEngine } from './chooseWays.js';
import { removeEngineRecord, writeEngineRecord } from './engineRecord.js';
import { childEnvironment, type Environment } from './environment.js';
import { EngineStartError } from './errors.js';
import type { FoundProgram } from './findMongod.js';
import { findFreePort } from './freePort.js';
import type { LaunchPlan } from './launchEngine.js';
import type { Log } from './log.js';
import { mongodArguments, prepareMongod } from './mongod.js';
import { prepareSecantus, SECANTUS_ENVIRONMENT, secantusArguments, writeSecantusConfig } from './secantus.js';
import { superviseEngine, type SupervisedEngine } from './superviseEngine.js';

export interface EnginePlan {
  /** Holds the engine's own subfolder, its process record and its configuration. */
  readonly folder: string;
  readonly engine: EmbeddedEngine;
  readonly program: FoundProgram;
  readonly preferredPort: number | undefined;
  readonly expirySeconds: number | undefined;
}

const READY_TIMEOUT_MS = 300_000;
const PREPARE_TIMEOUT_MS = 60_000;
const PORT_ATTEMPTS = 3;

/**
 * Starts the engine on a port of the loopback and keeps it running there.
 * @throws EngineStartError when it does not come up
 */
export async function startEngine(
  plan: EnginePlan,
  { environment, log }: { readonly environment: Environment; readonly log: Log },
): Promise<{ port: number; supervised: SupervisedEngine }> {
  const { folder, program } = plan;
  await mkdir(path.join(folder, plan.engine), { recursive: true, mode: 0o700 });
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort(plan.preferredPort);
    const launch: LaunchPlan = {
      ...engineDetails(plan, port, childEnvironment(environment)),
      command: program.command,
      port,
      onSpawned: (pid) => writeEngineRecord(folder, pid, port),
      readyTimeoutMs: READY_TIMEOUT_MS,
    };
    try {
      return { port, supervised: await superviseEngine(launch, log) };
    } catch (error) {
      removeEngineRecord(folder);
      // Between our look at the port and the engine's, somebody else took it.
      const lostPort =
        error instanceof EngineStartError && /address already in use|EADDRINUSE/i.test(error.message);
      if (!lostPort || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

function engineDetails(
  plan: EnginePlan,
  port: number,
  env: LaunchPlan['env'],
): Pick<LaunchPlan, 'args' | 'env' | 'prepare'> {
  const { engine, folder, expirySeconds } = plan;
  const dataFolder = path.join(folder, engine);
  switch (engine) {
    case 'mongod':
      return {
        args: mongodArguments(dataFolder, port, expirySeconds),
        env,
        prepare: () => prepareMongod(port, PREPARE_TIMEOUT_MS),
      };
    case 'secantus': {
      const configFile = path.join(folder, 'secantus.toml');
      writeSecantusConfig(configFile, expirySeconds);
      return {
        args: secantusArguments(dataFolder, port, configFile),
        env: { ...env, ...SECANTUS_ENVIRONMENT },
        prepare: () => prepareSecantus(port, PREPARE_TIMEOUT_MS),
      };
    }
  }
}
