import type { Cli } from '../../src/cli/cli.js';
import { createOutput } from '../../src/cli/output.js';
import { runCommand } from '../../src/cli/program.js';
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

/**
 * Runs a command with `--json` in this process, on the databases that the settings name; it must succeed.
 * @returns what it printed
 */
export async function runJson<T>(
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<T> {
  const test = createTestCli(environment);
  const exitCode = await runCommand([...args, '--json'], test.cli);
  if (exitCode !== 0)
    throw new Error(`lethe ${args.join(' ')} exited with ${String(exitCode)}: ${test.stderr()}`);
  return JSON.parse(test.stdout()) as T;
}
