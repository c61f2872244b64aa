import type { Command } from 'commander';
import { SYSTEM } from '../domain/events.js';
import { retentionPreview } from '../retention/preview.js';
import type { PhaseCounts, SweepRow } from '../retention/sweepRow.js';
import { createSweeps, type SweepRef, type Sweeps } from '../retention/sweeps.js';
import { chooseScope } from './accounts.js';
import { optionsOf, type Cli, type GlobalOptions } from './cli.js';
import { confirm } from './confirm.js';
import { CommandFailed, Interrupted } from './failure.js';
import type { Output } from './output.js';
import { withSession, type Session } from './session.js';
import { formatCount, formatTable } from './table.js';

interface RunOptions extends GlobalOptions {
  readonly account?: string;
  readonly number?: string;
  readonly yes?: boolean;
}

/** `lethe retention run`: a sweep now, by the policies as they are. */
export function addRetentionRun(retention: Command, cli: Cli): void {
  retention
    .command('run')
    .description('forget now what is due: by the account’s retention, or with --number by its PII mode')
    .option('--account <id>', 'not needed where there is only one')
    .option('--number <id>', 'run this number’s PII mode instead')
    .option('--yes', 'do not ask')
    .action(async (_options, command: Command) => {
      const options = optionsOf<RunOptions>(command);
      const sweep = await withSession(cli, options, (session) => run(cli, session, options));
      if (options.json) cli.output.json(asJson(sweep));
      else cli.output.line(describe(sweep));
      if (sweep.state !== 'COMPLETED') throw new CommandFailed(`The sweep is ${sweep.state}.`);
    });
}

async function run(cli: Cli, { backend: { core }, signal }: Session, options: RunOptions): Promise<SweepRow> {
  const { account, name, number } = await chooseScope(core, options);
  const what = number === undefined ? `account “${name}”` : `number ${number}`;
  const { classes } = await retentionPreview(core, account);
  const due = classes.reduce((sum, { count }) => sum + count, 0);
  const hint = number === undefined ? ` (${formatCount(due)} records are due in the whole account)` : '';
  await confirm(`Forget for good what is due in ${what}${hint}?`, options.yes === true);

  const sweeps = createSweeps(core);
  const request = { account, trigger: 'MANUAL', by: SYSTEM, ...(number !== undefined && { number }) } as const;
  const ref = { account, sweep: (await sweeps.request(request))._id };
  const watching = tellPhases(cli.output, sweeps, ref, signal);
  const sweep = await sweeps.run(ref, { signal });
  await watching;
  // What is not done yet is taken up by the gateway, or by the next run.
  if (signal.aborted) throw new Interrupted();
  return sweep;
}

/** One line for each step that changed something, as it happens. */
async function tellPhases({ note }: Output, sweeps: Sweeps, ref: SweepRef, signal: AbortSignal): Promise<void> {
  let told = '';
  for await (const { phases } of sweeps.watch(ref, signal)) {
    const text = phases.map(describePhase).join('; ');
    if (text !== told) note(text);
    told = text;
  }
}

function describePhase({ name, deleted, redacted, failed }: PhaseCounts): string {
  const counts = [`${formatCount(deleted)} deleted`, `${formatCount(redacted)} redacted`, `${formatCount(failed)} failed`];
  return `${name} ${counts.join(', ')}`;
}

function describe({ _id, state, phases, failures, reason }: SweepRow): string {
  const rows = phases.map(({ name, deleted, redacted, failed }) => [name, deleted, redacted, failed]);
  const failed = failures === 0 ? '' : ` ${formatCount(failures)} records failed; they are tried again next time.`;
  const why = reason === undefined ? '' : ` (${reason})`;
  return `${formatTable(['PHASE', 'DELETED', 'REDACTED', 'FAILED'], rows)}\n\nSweep ${_id} ${state}${why}.${failed}`;
}

function asJson({ _id, account, number, state, asOf, startedAt, finishedAt, phases, failures, reason }: SweepRow) {
  return { id: _id, account, number, state, asOf, startedAt, finishedAt, phases, failures, reason };
}
