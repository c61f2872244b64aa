import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { SignedReceipt } from '../domain/receipt/receipt.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { ReceiptRow } from '../projections/receipts.js';
import { parseReceiptFile, type ReceiptFile } from '../retention/receipts/receiptFile.js';
import { createReceiptSigner } from '../retention/receipts/signing.js';
import { verifyChain } from '../retention/receipts/verify.js';
import { chooseAccount } from './accounts.js';
import type { Cli, GlobalOptions } from './cli.js';
import { CommandFailed } from './failure.js';
import { withSession } from './session.js';
import { formatTable } from './table.js';

interface ExportOptions extends GlobalOptions {
  readonly account?: string;
}
interface VerifyOptions extends GlobalOptions {
  readonly key?: string;
  readonly hash?: string;
}

/** `lethe receipts`: the proofs of what was erased, for whoever has to believe it. */
export function addReceipts(program: Command, cli: Cli): void {
  const receipts = program.command('receipts').description('proofs of what was forgotten');
  receipts
    .command('export')
    .description(
      'all receipts of an account, oldest first, with the public key; with --json as `verify` reads them',
    )
    .option('--account <id>', 'not needed where there is only one')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<ExportOptions>();
      const file = await withSession(cli, options, async ({ backend: { core } }) =>
        exportReceipts(core, (await chooseAccount(core, options.account))._id),
      );
      if (options.json) cli.output.json(file);
      else cli.output.line(describe(file));
    });
  receipts
    .command('key')
    .description(
      'the public key that receipts are verified with: give it away by another way than the receipts',
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { keyId, publicKey } = await withSession(cli, options, ({ backend: { core } }) =>
        Promise.resolve(createReceiptSigner(core)),
      );
      if (options.json) cli.output.json({ keyId, publicKey });
      else cli.output.line(publicKey.trimEnd());
    });
  receipts
    .command('verify <file>')
    .description('check a file of receipts; needs no database and no network')
    .option(
      '--key <file>',
      'the public key in PEM, or several after a change of the master key; without it the one in the file, which proves less',
    )
    .option('--hash <hash>', 'the hash of the last receipt, as you know it from elsewhere')
    .action(async (path: string, _options, command: Command) => {
      const options = command.optsWithGlobals<VerifyOptions>();
      const key = options.key === undefined ? null : await readText(options.key);
      const text = await readText(path);
      verifyFile(cli, options, text, key);
    });
}

async function exportReceipts(core: Core, account: string): Promise<ReceiptFile> {
  const { keyId, publicKey } = createReceiptSigner(core);
  const receipts: SignedReceipt[] = [];
  const rows = core.documents.stream<ReceiptRow>(
    COLLECTIONS.receipts,
    { account },
    { sort: { sequence: 1 } },
  );
  for await (const { body, hash, signature } of rows) receipts.push({ body, hash, signature });
  return { account, keyId, publicKey, receipts };
}

/** @throws CommandFailed that says which receipt is wrong */
function verifyFile(cli: Cli, options: VerifyOptions, text: string, key: string | null): void {
  const file = parseReceiptFile(text);
  if (file === null)
    throw new CommandFailed('This is no file of receipts: lethe receipts export --json makes one.');
  const { fault, last, receipts } = verifyChain(file.receipts, key ?? file.publicKey);
  const isCut = fault === null && options.hash !== undefined && options.hash !== last?.hash;
  const isGood = fault === null && !isCut;
  if (options.json) cli.output.json({ isGood, receipts, last, fault, isKeyOfFile: key === null });
  if (fault) throw new CommandFailed(`Receipt ${String(fault.place)} is wrong: ${fault.what}.`);
  if (isCut) throw new CommandFailed('The last receipt is not the one that you know: the end is missing.');
  if (options.json) return;
  const end = last ? ` The last one is ${String(last.sequence)}, ${last.hash}.` : '';
  cli.output.line(`${String(receipts)} receipts, each signed and in its place.${end}`);
  if (key === null)
    cli.output.note('The key is the one in the file. Compare it with one that you know: --key.');
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new CommandFailed(`${path} cannot be read.`);
  }
}

function describe({ receipts, keyId }: ReceiptFile): string {
  const rows = receipts.map(({ body, hash }) => [
    body.sequence,
    body.at,
    body.kind,
    (body.targets ?? body.classes).reduce((sum, { erased }) => sum + erased, 0),
    hash.slice(0, 16),
  ]);
  return `${formatTable(['NO', 'AT', 'OF', 'ERASED', 'HASH'], rows)}\n\nSigned with the key ${keyId}.`;
}
