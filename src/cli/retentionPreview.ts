import { Option, type Command } from 'commander';
import {
  MAX_PII_RETENTION_DAYS,
  MAX_RETENTION_DAYS,
  MIN_RETENTION_DAYS,
  PII_MODES,
  type PiiMode,
} from '../domain/policies.js';
import type { RetentionChange } from '../retention/planRun.js';
import { retentionPreview, type RetentionPreview } from '../retention/preview.js';
import { chooseScope } from './accounts.js';
import type { Cli, GlobalOptions } from './cli.js';
import { UsageError } from './failure.js';
import { wholeNumber, wholeNumberOrNone } from './optionValues.js';
import { withSession } from './session.js';
import { formatBytes, formatTable, formatTime } from './table.js';

export interface PreviewOptions extends GlobalOptions {
  readonly account?: string;
  /** Null: without end. */
  readonly days?: number | null;
  readonly number?: string;
  readonly mode?: PiiMode;
  readonly piiDays?: number | null;
  readonly apiKey?: string;
  readonly keyDays?: number;
}

/** `lethe retention preview`: what would be gone, by the very selector that the sweep uses. */
export function addRetentionPreview(retention: Command, cli: Cli): void {
  retention
    .command('preview')
    .description('what the next run forgets: as things stand, or if a policy were changed; changes nothing')
    .option('--account <id>', 'not needed where there is only one')
    .option(
      '--days <n>',
      'if the account kept so many days; none: without end',
      wholeNumberOrNone(MIN_RETENTION_DAYS, MAX_RETENTION_DAYS),
    )
    .option('--number <id>', 'by this number’s PII mode instead')
    .addOption(new Option('--mode <mode>', 'with --number: if it had this mode').choices(PII_MODES))
    .option('--pii-days <n>', 'with --mode STORE_X_DAYS', wholeNumber(1, MAX_PII_RETENTION_DAYS))
    .option('--api-key <id>', 'with --key-days: if this API key had that retention')
    .option(
      '--key-days <n>',
      'with --api-key; 0: its log never keeps PII',
      wholeNumber(0, MAX_PII_RETENTION_DAYS),
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<PreviewOptions>();
      const change = changeOf(options);
      const preview = await withSession(cli, options, async ({ backend: { core } }) => {
        const { account, present } = await chooseScope(core, options);
        return retentionPreview(core, account, change ?? present);
      });
      if (options.json) cli.output.json(preview);
      else cli.output.line(describe(preview));
    });
}

/**
 * The change that the options ask about; null: none, what is due as things stand.
 * @throws UsageError
 */
export function changeOf(options: PreviewOptions): RetentionChange | null {
  const { days, number, mode, piiDays = null, apiKey, keyDays } = options;
  if (apiKey !== undefined || keyDays !== undefined) {
    if (apiKey === undefined || keyDays === undefined)
      throw new UsageError('--api-key and --key-days go together.');
    if (days !== undefined || number !== undefined || mode !== undefined || piiDays !== null)
      throw new UsageError('Preview one change at a time: of the API key, or another.');
    return { kind: 'API_KEY_RETENTION', apiKey, days: keyDays };
  }
  if (days !== undefined) {
    if (number !== undefined || mode !== undefined || piiDays !== null)
      throw new UsageError('Preview one change at a time: --days for the account, or --number with --mode.');
    return { kind: 'DATA_RETENTION', days };
  }
  if (mode === undefined) {
    if (piiDays !== null) throw new UsageError('--pii-days goes with --mode STORE_X_DAYS.');
    return null;
  }
  if (number === undefined) throw new UsageError('--mode is about a number: add --number.');
  if ((mode === 'STORE_X_DAYS') !== (piiDays !== null))
    throw new UsageError('--pii-days and --mode STORE_X_DAYS go together.');
  return { kind: 'PII_MODE', number, mode, days: piiDays };
}

function describe({ asOf, nextRunAt, classes }: RetentionPreview): string {
  const rows = classes.map(({ class: name, count, bytes, oldest, held }) => [
    name,
    count,
    formatBytes(bytes),
    oldest,
    held,
  ]);
  const next =
    nextRunAt === null ? 'No run is due: no policy ends anything.' : `Next run ${formatTime(nextRunAt)}.`;
  return [
    formatTable(['CLASS', 'DUE', 'SIZE', 'OLDEST', 'HELD'], rows),
    `As of ${formatTime(asOf)}. ${next}`,
  ].join('\n\n');
}
