import { createInterface } from 'node:readline/promises';
import { CommandFailed, UsageError } from './failure.js';

/**
 * Asks at the terminal before something is deleted.
 * @throws UsageError where nobody can be asked and `--yes` was not given; CommandFailed when the answer is no
 */
export async function confirm(question: string, isAgreed: boolean): Promise<void> {
  if (isAgreed) return;
  if (!process.stdin.isTTY) throw new UsageError(`${question} Add --yes: there is nobody to be asked.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CommandFailed('Nothing was changed.');
  } finally {
    terminal.close();
  }
}
