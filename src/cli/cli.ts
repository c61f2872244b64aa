import { readConfig, type Config } from '../config.js';
import { systemClock, type Clock } from '../lib/clock.js';
import { createOutput, type Output } from './output.js';

/** What every command works with. */
export interface Cli {
  readonly output: Output;
  readonly clock: Clock;
  /** @throws InvalidConfig */
  readonly readConfig: () => Config;
}

export function createCli(): Cli {
  return { output: createOutput(), clock: systemClock, readConfig: () => readConfig() };
}

/** Options that every command has; `command.optsWithGlobals()` gives them with its own. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
}
