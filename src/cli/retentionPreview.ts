import { Option, type Command } from 'commander';
import { assertValid, daysErrors } from '../domain/checks.js';
import {
  MAX_PII_RETENTION_DAYS,
  MAX_RETENTION_DAYS,
  MIN_RETENTION_DAYS,
  PII_MODES,
  type PiiMode,
} from '../domain/policies.js';
import { retentionPreview, type RetentionChange, type RetentionPreview } from '../retention/preview.js';
import { chooseScope } from './accounts.js';
import { optionsOf, type Cli, type GlobalOptions } from './cli.js';
import { UsageError } from './failure.js';
import { withSession } from './session.js';
import { formatBytes, formatTable, formatTime } from './table.js';

export interface PreviewOptions extends GlobalOptions {
  readonly account?: string;
  /** As typed: whole days, or `none`. */
  readonly days?: string;
  readonly number?: string;
  readonly mode?: PiiMode;
  readonly piiDays?: string;
}

/** `lethe retention preview`: what would be gone, by the very selector that the sweep uses. */
export function addRetentionPreview(retention: Command, cli: Cli): void {
  retention
    .command('preview')
    .description('what the next run forgets: as things stand, or if a policy were changed; changes nothing')
    .option('--account <id>', 'not needed where there is only one')
    .option('--days <n>', `if the account kept ${String(MIN_RETENTION_DAYS)} to ${String(MAX_RETENTION_DAYS)} days, or none: without end`)
    .option('--number <id>', 'if this number had the mode of --mode')
    .addOption(new Option('--mode <mode>', 'with --number').choices(PII_MODES))
    .option('--pii-days <n>', 'with --mode STORE_X_DAYS')
    .action(async (_options, command: Command) => {
      const options = optionsOf<PreviewOptions>(command);
      const change = changeOf(options);
      const preview = await withSession(cli, options, async ({ backend: { core } }) => {
        const { account } = await chooseScope(core, options);
        return retentionPreview(core, account, change);
      });
      if (options.json) cli.output.json(preview);
      else cli.output.line(describe(preview));
    });
}

/** @throws UsageError, InvalidInput */
export function changeOf({ days, number, mode, piiDays }: PreviewOptions): RetentionChange | undefined {
  if (days !== undefined && (number ?? mode ?? piiDays) !== undefined)
    throw new UsageError('Preview one change at a time: --days for the account, or --number with --mode.');
  if (days !== undefined) {
    if (days === 'none') return { kind: 'DATA_RETENTION', days: null };
    const value = Number(days);
    assertValid(daysErrors('days', value, MIN_RETENTION_DAYS, MAX_RETENTION_DAYS));
    return { kind: 'DATA_RETENTION', days: value };
  }
  if (number === undefined && mode === undefined && piiDays === undefined) return undefined;
  if (number === undefined || mode === undefined) throw new UsageError('--number and --mode go together.');
  if (mode !== 'STORE_X_DAYS') {
    if (piiDays !== undefined) throw new UsageError('--pii-days goes with --mode STORE_X_DAYS only.');
    return { kind: 'PII_MODE', number, mode, days: null };
  }
  const value = Number(piiDays);
  assertValid(daysErrors('pii-days', value, 1, MAX_PII_RETENTION_DAYS));
  return { kind: 'PII_MODE', number, mode, days: value };
}

function describe({ asOf, nextRunAt, classes }: RetentionPreview): string {
  const rows = classes.map(({ class: name, count, bytes, oldest }) => [name, count, formatBytes(bytes), oldest]);
  const next = nextRunAt === null ? 'No run is due: no policy ends anything.' : `Next run ${formatTime(nextRunAt)}.`;
  return [formatTable(['CLASS', 'DUE', 'SIZE', 'OLDEST'], rows), `As of ${formatTime(asOf)}. ${next}`].join('\n\n');
}
