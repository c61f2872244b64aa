import type { Command } from 'commander';
import { SYSTEM } from '../domain/events.js';
import { retentionPreview } from '../retention/preview.js';
import type { PhaseCounts, SweepRef, SweepRow } from '../retention/sweepRow.js';
import { createSweeps, type Sweeps } from '../retention/sweeps.js';
import { chooseScope } from './accounts.js';
import type { Cli, GlobalOptions } from './cli.js';
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
    .description(
      'forget now what is due: by the retention of the account and its API keys, or with --number by its PII mode',
    )
    .option('--account <id>', 'not needed where there is only one')
    .option('--number <id>', 'run this number’s PII mode instead')
    .option('--yes', 'do not ask')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<RunOptions>();
      const sweep = await withSession(cli, options, (session) => run(cli, session, options));
      if (options.json) cli.output.json(asJson(sweep));
      else cli.output.line(describe(sweep));
      if (sweep.state !== 'COMPLETED') throw new CommandFailed(`The sweep is ${sweep.state}.`);
    });
}

async function run(cli: Cli, session: Session, options: RunOptions): Promise<SweepRow> {
  const { backend, services, signal } = session;
  const { core } = backend;
  const { account, name, number, present } = await chooseScope(core, options);
  const isRemoved = number !== undefined && present === undefined;
  const { classes } = isRemoved ? { classes: [] } : await retentionPreview(core, account, present);
  const due = classes.reduce((sum, { count }) => sum + count, 0);
  const howMany = isRemoved ? '' : `, ${formatCount(due)} records`;
  const where = number === undefined ? `account “${name}”` : `number ${number}`;
  await confirm(`Forget for good what is due in ${where}${howMany}?`, options.yes === true);

  const sweeps = createSweeps(core, { thirdParty: services.thirdParty });
  const request = {
    account,
    trigger: 'MANUAL',
    by: SYSTEM,
    ...(number !== undefined && { number }),
  } as const;
  const ref = { account, sweep: (await sweeps.request(request))._id };
  // It is followed to its end also when a gateway was quicker and runs it.
  await Promise.all([sweeps.run(ref, { signal }), tellPhases(cli.output, sweeps, ref, signal)]);
  // What is not done yet is taken up by the gateway, or by the next run.
  if (signal.aborted) throw new Interrupted();
  return sweeps.get(account, ref.sweep);
}

/** One line for each step that changed something, as it happens. */
async function tellPhases(
  { note }: Output,
  sweeps: Sweeps,
  ref: SweepRef,
  signal: AbortSignal,
): Promise<void> {
  let told = '';
  for await (const { phases } of sweeps.watch(ref, signal)) {
    const text = phases.map(describePhase).join('; ');
    if (text !== told) note(text);
    told = text;
  }
}

function describePhase({ name, deleted, redacted, failed }: PhaseCounts): string {
  const counts = [
    `${formatCount(deleted)} deleted`,
    `${formatCount(redacted)} redacted`,
    `${formatCount(failed)} failed`,
  ];
  return `${name} ${counts.join(', ')}`;
}

function describe({ _id, state, phases, failures, reason }: SweepRow): string {
  const rows = phases.map(({ name, deleted, redacted, failed }) => [name, deleted, redacted, failed]);
  const failed =
    failures === 0 ? '' : ` ${formatCount(failures)} records failed; they are tried again next time.`;
  const why = reason === undefined ? '' : ` (${reason})`;
  return `${formatTable(['PHASE', 'DELETED', 'REDACTED', 'FAILED'], rows)}\n\nSweep ${_id} ${state}${why}.${failed}`;
}

function asJson({
  _id,
  account,
  number,
  state,
  asOf,
  startedAt,
  finishedAt,
  phases,
  failures,
  reason,
}: SweepRow) {
  return { id: _id, account, number, state, asOf, startedAt, finishedAt, phases, failures, reason };
}
