import type { Command } from 'commander';
import { MAX_NAME_LENGTH } from '../domain/checks.js';
import type { Core } from '../events/core.js';
import { allAccounts, chooseAccount } from './accounts.js';
import type { Cli, GlobalOptions } from './cli.js';
import { findOrCreateDemoNumber, seedDemo, type DemoNumber, type SeedCounts } from './demo/seedDemo.js';
import { UsageError } from './failure.js';
import { createFirstAccount, credentialsOf, describeCredentials, type Credentials } from './firstAccount.js';
import { wholeNumber } from './optionValues.js';
import { startProgress, type Progress } from './progress.js';
import { withSession, type Session } from './session.js';
import { formatCount } from './table.js';

interface SeedOptions extends GlobalOptions {
  readonly demo?: boolean;
  readonly messages: number;
  readonly years: number;
  readonly number: string;
  readonly seed: number;
  readonly account?: string;
  readonly email: string;
  readonly password?: string;
}

interface Seeded {
  readonly accountId: string;
  readonly administrator: Credentials | null;
  readonly demo: DemoNumber;
  readonly counts: SeedCounts;
}

/** `lethe seed --demo`: something to look at, and to forget. */
export function addSeed(program: Command, cli: Cli): void {
  program
    .command('seed')
    .description('fill a number with an invented history; running it again adds only what is missing')
    .option('--demo', 'say that this is what you want')
    .option('--messages <n>', 'how many messages', wholeNumber(1, 1_000_000), 3_000)
    .option('--years <n>', 'over how many years up to now', wholeNumber(1, 10), 3)
    .option('--number <name>', `the number's name, up to ${String(MAX_NAME_LENGTH)} characters`, 'Demo')
    .option('--seed <n>', 'another seed is another history, on a number of its own', wholeNumber(0, 999), 1)
    .option('--account <id>', 'whose number it is; not needed where there is only one')
    .option(
      '--email <address>',
      'of the first administrator, where there is no account yet',
      'demo@example.org',
    )
    .option('--password <text>', 'likewise (default: a new one, printed once)')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<SeedOptions>();
      if (options.demo !== true) throw new UsageError('Say what to fill in: lethe seed --demo.');
      const seeded = await withSession(cli, options, (session) => seed(cli, session, options));
      if (options.json) cli.output.json(asJson(seeded));
      else tell(cli, seeded);
    });
}

async function seed(
  cli: Cli,
  { backend: { core }, services, signal }: Session,
  options: SeedOptions,
): Promise<Seeded> {
  const { accountId, administrator } = await findOrCreateAccount(core, options);
  const { messages, years, seed: seedNumber } = options;
  const demo = await findOrCreateDemoNumber(core, accountId, { name: options.number, seed: seedNumber });
  // Not now: a later run is to make the very same history, and so add only what is missing.
  const plan = { messages, years, seed: seedNumber, until: demo.number.createdAt };
  let progress: Progress | null = null;
  try {
    const counts = await seedDemo(services, demo.number, plan, {
      signal,
      onTotal: (total) => {
        progress = startProgress(cli.output, 'events', total);
      },
      onProgress: (done) => progress?.update(done),
    });
    return { accountId, administrator, demo, counts };
  } finally {
    (progress as Progress | null)?.stop();
  }
}

async function findOrCreateAccount(
  core: Core,
  { account, email, password }: SeedOptions,
): Promise<Pick<Seeded, 'accountId' | 'administrator'>> {
  if ((await allAccounts(core)).length > 0)
    return { accountId: (await chooseAccount(core, account))._id, administrator: null };
  const administrator = credentialsOf(email, password);
  const first = await createFirstAccount(core, administrator);
  return { accountId: first.account._id, administrator };
}

function asJson({ accountId, administrator, demo, counts }: Seeded): object {
  const { number, appSecret } = demo;
  return {
    accountId,
    numberId: number._id,
    ...counts,
    ...(appSecret !== null && { appSecret }),
    ...(administrator && { email: administrator.email }),
    ...(administrator?.isGenerated && { password: administrator.password }),
  };
}

function tell({ output }: Cli, { administrator, demo, counts }: Seeded): void {
  const { number, appSecret } = demo;
  if (administrator) output.line(`Administrator  ${describeCredentials(administrator)}`);
  output.line(`Number         ${number._id}  ${number.name}`);
  if (appSecret !== null)
    output.line(`App secret     ${appSecret}  (to sign webhooks with; shown this once)`);
  const { stored, duplicate, notStored } = counts;
  output.line(
    `Events         ${formatCount(stored)} stored, ${formatCount(duplicate)} there already, ` +
      `${formatCount(notStored)} not stored because of a policy`,
  );
  output.line();
  output.line('See what a policy would forget:');
  output.line(`  npx lethe retention preview --number ${number._id} --mode STORE_X_DAYS --pii-days 30`);
  output.line('Read it: docs/quickstart.md shows how, by GraphQL and by REST.');
}
