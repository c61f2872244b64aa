import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { SYSTEM } from '../domain/events.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { ConversationRow } from '../projections/rows.js';
import { chooseAccount, chooseScope } from './accounts.js';
import type { Cli, GlobalOptions } from './cli.js';
import { CommandFailed, UsageError } from './failure.js';
import { parseDate } from './optionValues.js';
import { withSession, type Session } from './session.js';

interface ExportOptions extends GlobalOptions {
  readonly account?: string;
  readonly number?: string;
  readonly contact?: string;
  readonly from?: Date;
  readonly to?: Date;
  readonly out: string;
}

/** `lethe export`: what may be read of an account, a number or a person, into a zip archive. */
export function addExport(program: Command, cli: Cli): void {
  program
    .command('export')
    .description('write what may be read into a zip archive: JSON Lines and files')
    .option('--account <id>', 'not needed where there is only one')
    .option('--number <id>', 'of this number alone')
    .option('--contact <id>', 'of this person alone, on every number')
    .option('--from <date>', 'ISO 8601, inclusive', parseDate)
    .option('--to <date>', 'ISO 8601, inclusive', parseDate)
    .requiredOption('--out <file>', 'the archive; must not be there yet')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<ExportOptions>();
      const done = await withSession(cli, options, (session) => write(session, options));
      if (options.json) cli.output.json(done);
      else cli.output.line(`Written: ${options.out}, ${String(done.records)} records.`);
    });
}

async function write(
  { backend: { core }, services: { exports }, signal }: Session,
  options: ExportOptions,
): Promise<{ readonly id: string; readonly file: string; readonly records: number }> {
  const { number = null, contact = null, from: startDate = null, to: endDate = null, out } = options;
  const account = await accountOf(core, options);
  const scope = { number, contact, startDate, endDate };
  const { _id: id } = await exports.request({ account, by: SYSTEM, ...scope });
  const download = await exports.download(account, id);
  if (!download) throw new CommandFailed('The export was revoked meanwhile.');
  // Never over a file that is there, and for its owner alone.
  const file = createWriteStream(out, { flags: 'wx', mode: 0o600 });
  try {
    await pipeline(download.archive, file, { signal });
  } catch (error) {
    if (!file.pending) await rm(out, { force: true });
    throw error;
  } finally {
    // Of a day's right to download it needs no more than this.
    await exports.revoke(account, id, SYSTEM);
  }
  return { id, file: out, records: download.progress().done };
}

/** A number and a contact tell their account by themselves. */
async function accountOf(core: Core, { account, number, contact }: ExportOptions): Promise<string> {
  if (number !== undefined && contact !== undefined)
    throw new UsageError('Name --number or --contact, or neither: the whole account.');
  if (number !== undefined)
    return (await chooseScope(core, { number, ...(account !== undefined && { account }) })).account;
  if (contact === undefined) return (await chooseAccount(core, account))._id;
  const row = await core.documents.findOne<ConversationRow>(COLLECTIONS.conversations, { _id: contact });
  const isTheirs = row && (account === undefined || account === row.account);
  if (!isTheirs) throw new UsageError(`There is no contact ${contact}.`);
  return row.account;
}
