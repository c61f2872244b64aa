import { once } from 'node:events';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ProviderDouble } from '../providerDouble/createProviderDouble.js';
import { DEFAULT_STATUSES, type DoubleOptions, type StatusStep } from '../providerDouble/options.js';
import type { Cli, GlobalOptions } from './cli.js';
import { UsageError } from './failure.js';
import { wholeNumber } from './optionValues.js';

interface DoubleCommandOptions extends GlobalOptions {
  readonly host: string;
  readonly port: number;
  readonly webhook?: string;
  readonly appSecret?: string;
  readonly accessToken?: string;
  readonly phoneNumberId?: string;
  readonly displayNumber?: string;
  readonly statuses?: readonly StatusStep['status'][];
  readonly delay: number;
  readonly rate?: number;
}

const DEFAULT_PORT = 4010;
const STATUSES = ['sent', 'delivered', 'read', 'played', 'failed'] as const;

/** `lethe provider-double`: WhatsApp's API on this machine, to try sending out without an account there. */
export function addProviderDouble(program: Command, cli: Cli): void {
  program
    .command('provider-double')
    .description('play WhatsApp’s API on this machine, to try sending out; needs no database')
    .option('--port <n>', 'where it listens; 0: any free port', wholeNumber(0, 65_535), DEFAULT_PORT)
    .option('--host <address>', 'likewise', '127.0.0.1')
    .option('--webhook <url>', 'the number’s hookUrl: where statuses and inbound messages are delivered')
    .option('--app-secret <text>', 'the number’s app secret, to sign them with')
    .option('--access-token <text>', 'the only one that it takes (default: any)')
    .option('--phone-number-id <id>', 'whose inbound messages are (default: the number that sent last)')
    .option('--display-number <digits>', 'the business’s own number in webhooks')
    .addOption(
      new Option('--statuses <list>', 'what becomes of a message (default: sent,delivered,read)').argParser(
        statusList,
      ),
    )
    .option('--delay <ms>', 'before each of them', wholeNumber(0, 3_600_000), 500)
    .option('--rate <n>', 'messages a second and number, then 130429', wholeNumber(1, 1_000_000))
    .action(async (_options, command: Command) => {
      await play(cli, command.optsWithGlobals<DoubleCommandOptions>());
    });
}

function statusList(text: string): readonly StatusStep['status'][] {
  return text.split(',').flatMap((name) => {
    if (name === '') return [];
    const known = STATUSES.find((status) => status === name);
    if (known === undefined) throw new InvalidArgumentError(`They are: ${STATUSES.join(', ')}.`);
    return [known];
  });
}

async function play(cli: Cli, options: DoubleCommandOptions): Promise<void> {
  // Only here: no other command needs it.
  const { createProviderDouble } = await import('../providerDouble/createProviderDouble.js');
  const double = createProviderDouble(doubleOptions(options));
  await double.start();
  const ended = new AbortController();
  try {
    tell(cli, double, options);
    const { signal } = ended;
    await Promise.race([once(process, 'SIGINT', { signal }), once(process, 'SIGTERM', { signal })]);
  } finally {
    ended.abort();
    await double.stop();
  }
}

function doubleOptions(options: DoubleCommandOptions): DoubleOptions {
  const { host, port, webhook, appSecret, accessToken, phoneNumberId, displayNumber, rate } = options;
  if ((webhook === undefined) !== (appSecret === undefined))
    throw new UsageError('--webhook and --app-secret belong together.');
  if (webhook !== undefined && !URL.canParse(webhook))
    throw new UsageError('--webhook must be an address that starts with http:// or https://.');
  const statuses = options.statuses ?? DEFAULT_STATUSES.map(({ status }) => status);
  return {
    host,
    port,
    statuses: statuses.map((status, index) => ({ status, afterMs: (index + 1) * options.delay })),
    ...(webhook !== undefined && appSecret !== undefined && { webhook: { url: webhook, appSecret } }),
    ...(accessToken !== undefined && { accessToken }),
    ...(phoneNumberId !== undefined && { phoneNumberId }),
    ...(displayNumber !== undefined && { displayPhoneNumber: displayNumber }),
    ...(rate !== undefined && { messagesPerSecond: rate }),
  };
}

function tell(
  { output }: Cli,
  { url, origin }: ProviderDouble,
  { json, webhook }: DoubleCommandOptions,
): void {
  if (json) {
    output.json({ url, control: `${origin}/_double` });
    return;
  }
  output.line(`The provider double is listening on ${origin}`);
  output.line(`  start the gateway with   WHATSAPP_API_URL=${url} npm start`);
  output.line(`  what it accepted         curl ${origin}/_double/sends`);
  output.line(
    `  a customer writes        curl ${origin}/_double/inbound -d '{"from":"447700900123","text":"Hello"}'`,
  );
  output.line(
    `  one throttled send       curl ${origin}/_double/faults -d '{"does":{"kind":"REFUSE","code":130429}}'`,
  );
  if (webhook === undefined)
    output.line('Nothing is called back: that takes --webhook <hookUrl> --app-secret <text>.');
}
