import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { Cli, GlobalOptions } from './cli.js';
import { CommandFailed, UsageError } from './failure.js';

interface SchemaOptions extends GlobalOptions {
  readonly check?: boolean;
  readonly write?: boolean;
}

/** A generated text and the file in the repository that holds it. */
export interface Contract {
  readonly file: string;
  readonly text: string;
}

/** `lethe schema`: the public contracts as files, so that a change of them is seen in review. Needs no database. */
export function addSchema(program: Command, cli: Cli): void {
  program
    .command('schema')
    .description('compare schema/schema.graphql and schema/openapi.yml with the code, or write them')
    .option('--check', 'fail when a file is not what the code gives (the default)')
    .option('--write', 'write the files')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<SchemaOptions>();
      if (options.check && options.write) throw new UsageError('--check or --write, not both.');
      const contracts = await printContracts();
      const drifted = await driftOf(packageRoot(), contracts);
      if (options.write) {
        for (const { file, text } of contracts) await writeFile(join(packageRoot(), file), text);
      }
      report(cli, options, drifted);
    });
}

/** The contracts as the code has them now. */
async function printContracts(): Promise<readonly Contract[]> {
  // Only here: no other command needs the surfaces.
  const { printGraphqlSchema } = await import('../graphql/printSchema.js');
  const { printOpenapi } = await import('../http/rest/openapi.js');
  return [
    { file: 'schema/schema.graphql', text: printGraphqlSchema() },
    { file: 'schema/openapi.yml', text: printOpenapi() },
  ];
}

/** The files whose text is not, to the letter, what it should be; a missing one among them. */
export async function driftOf(root: string, contracts: readonly Contract[]): Promise<readonly string[]> {
  const states = await Promise.all(
    contracts.map(
      async ({ file, text }) => (await readFile(join(root, file), 'utf8').catch(() => null)) !== text,
    ),
  );
  return contracts.filter((_, index) => states[index]).map(({ file }) => file);
}

function report({ output }: Cli, { json, write }: SchemaOptions, drifted: readonly string[]): void {
  if (json) output.json(write ? { written: drifted } : { drifted });
  const files = drifted.join(', ');
  if (drifted.length === 0) {
    if (!json) output.line('The schema files are what the code gives.');
  } else if (!write) {
    throw new CommandFailed(`Not what the code gives: ${files}. Write them by: npx lethe schema --write`);
  } else if (!json) {
    output.line(`Written: ${files}.`);
  }
}

/** The folder of our package.json, whether this runs from src/ or from dist/. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new CommandFailed('This is no checkout of Lethe: there is no package.json above.');
    folder = parent;
  }
  return folder;
}
