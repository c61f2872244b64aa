import type { Command } from 'commander';
import { migrate, pendingMigrations } from '../migrations/migrate.js';
import type { Cli, GlobalOptions } from './cli.js';
import { withSession } from './session.js';

interface MigrateOptions extends GlobalOptions {
  readonly dryRun?: boolean;
}

/** `lethe migrate`: what a gateway does at its start, before it serves. */
export function addMigrate(program: Command, cli: Cli): void {
  program
    .command('migrate')
    .description('bring the database up to date, as the gateway does at its start')
    .option('--dry-run', 'list what would run, and change nothing')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<MigrateOptions>();
      const isDry = options.dryRun === true;
      const session = { ...options, joinRunning: isDry, isFor: 'MIGRATE' } as const;
      const list = await withSession(cli, session, ({ backend: { core } }) =>
        isDry ? pendingMigrations(core) : migrate(core),
      );
      if (options.json) {
        cli.output.json({
          isDryRun: isDry,
          migrations: list.map(({ version, name }) => ({ version, name })),
        });
        return;
      }
      for (const { version, name } of list)
        cli.output.line(`${isDry ? 'would run' : 'done'}  ${String(version)}  ${name}`);
      if (list.length === 0) cli.output.line('The database is up to date.');
    });
}
