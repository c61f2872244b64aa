import type { Cli } from '../../src/cli/cli.js';
import { createOutput } from '../../src/cli/output.js';
import { readConfig } from '../../src/config.js';
import { systemClock } from '../../src/lib/clock.js';

/** The command line with everything it says in memory. */
export interface TestCli {
  readonly cli: Cli;
  stdout(): string;
  stderr(): string;
}

export function createTestCli(environment: Readonly<Record<string, string>> = {}): TestCli {
  const texts = { stdout: '', stderr: '' };
  const output = createOutput(
    { write: (text) => (texts.stdout += text) },
    { write: (text) => (texts.stderr += text) },
  );
  return {
    cli: { output, clock: systemClock, readConfig: () => readConfig(environment) },
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
  };
}
