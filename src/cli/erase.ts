import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { isSettled } from '../domain/erasure/erasure.js';
import { SYSTEM } from '../domain/events.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { SECOND_MS } from '../lib/clock.js';
import type { ConversationRow } from '../projections/rows.js';
import type { ErasureRow } from '../retention/erase/erasureRow.js';
import { chooseAccount } from './accounts.js';
import type { Cli, GlobalOptions } from './cli.js';
import { confirm } from './confirm.js';
import { CommandFailed, UsageError } from './failure.js';
import { withSession, type Session } from './session.js';
import { formatTable } from './table.js';

interface EraseOptions extends GlobalOptions {
  readonly account?: string;
  readonly contact?: string;
  readonly phone?: string;
  readonly yes?: boolean;
  readonly wait: number;
}

const WAIT_SECONDS = 60;

/** `lethe erase`: forgets one person everywhere. */
export function addErase(program: Command, cli: Cli): void {
  program
    .command('erase')
    .description(
      'forget one person everywhere, for good; what cannot be reached is tried again until it is done',
    )
    .option('--contact <id>', 'the id of their conversation')
    .option('--phone <number>', 'their phone number, E.164; may be nobody’s that is known')
    .option('--account <id>', 'not needed where there is only one')
    .option('--wait <seconds>', 'for what cannot be reached at once', Number, WAIT_SECONDS)
    .option('--yes', 'do not ask')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<EraseOptions>();
      if ((options.contact === undefined) === (options.phone === undefined))
        throw new UsageError('Name either --contact or --phone.');
      const row = await withSession(cli, options, (session) => erase(session, options));
      if (options.json) cli.output.json(asJson(row));
      else cli.output.line(describe(row));
      if (row.state === 'RUNNING')
        throw new CommandFailed('Not everything could be reached; the gateway goes on until it is done.');
    });
}

async function erase(
  { backend: { core }, services, signal }: Session,
  options: EraseOptions,
): Promise<ErasureRow> {
  const { contact = null, phone: phoneNumber = null, account: named, yes, wait } = options;
  const account = await accountOf(core, named, contact);
  await confirm('Forget this person for good, on every number of the account?', yes === true);
  const { _id } = await services.erasures.request({ account, by: SYSTEM, contact, phoneNumber });
  const until = performance.now() + wait * SECOND_MS;
  for (;;) {
    const row = await services.erasures.run(account, _id, { signal });
    if (row.state !== 'RUNNING' || signal.aborted || performance.now() >= until) return row;
    // Somebody else may have it in hands, or its next try is due later: whichever it is, it is looked at again.
    const due = row.dueAt.getTime() - core.clock().getTime();
    await delay(Math.min(Math.max(due, SECOND_MS / 4), SECOND_MS), undefined, { signal }).catch(
      () => undefined,
    );
  }
}

/** A contact tells its account by itself. */
async function accountOf(core: Core, named: string | undefined, contact: string | null): Promise<string> {
  if (named !== undefined || contact === null) return (await chooseAccount(core, named))._id;
  const row = await core.documents.findOne<ConversationRow>(COLLECTIONS.conversations, { _id: contact });
  if (!row) throw new UsageError(`There is no contact ${contact}.`);
  return row.account;
}

function describe({ _id, state, targets }: ErasureRow): string {
  const rows = targets.map((one) => [one.target, one.state, one.count, one.lastError ?? '']);
  return `${formatTable(['TARGET', 'STATE', 'COUNT', 'ERROR'], rows)}\n\nErasure ${_id} ${state}.`;
}

function asJson({ _id: id, account, state, createdAt, finishedAt, targets }: ErasureRow) {
  const isDone = targets.every((target) => isSettled(target.state));
  return { id, account, state, isDone, createdAt, finishedAt, targets };
}
