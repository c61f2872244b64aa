import { parseWebhook } from '../../src/channels/whatsapp/parseWebhook.js';
import { createAccount } from '../../src/administration/accounts.js';
import { createNumber } from '../../src/administration/numbers.js';
import { systemContext } from '../../src/administration/context.js';
import type { WhatsappClient } from '../../src/channels/whatsapp/client.js';
import type { Log } from '../../src/lib/log.js';
import { createLocalCommitFeed, type CommitFeed } from '../../src/events/commitFeed.js';
import type { Core } from '../../src/events/core.js';
import type { Received } from '../../src/ingest/receiveWebhook.js';
import type { ObjectStore } from '../../src/storage/objectStore.js';
import type { NumberRow } from '../../src/projections/rows.js';
import { parseIpRange } from '../../src/lib/ipAddress.js';
import type { Mailer } from '../../src/lib/mailer.js';
import { createServices, type Services } from '../../src/services.js';
import { createTestCore } from './core.js';
import { DEFAULT_PHONE_NUMBER_ID } from './whatsapp.js';

/** An account with one number on a core in memory, and the services over it. */
export interface TestGateway {
  readonly core: Core;
  readonly services: Services;
  readonly account: string;
  readonly number: NumberRow;
  now: Date;
  /** Takes in a webhook's body as if its signature had been verified. */
  receive(body: unknown): Promise<Received>;
}

let accounts = 0;

export async function createTestGateway(
  options: {
    readonly now?: Date;
    readonly phoneNumberId?: string;
    readonly client?: WhatsappClient;
    readonly mailer?: Mailer;
    readonly log?: Log;
    readonly whatsappApiUrl?: string;
    readonly twilioApiUrl?: string;
    readonly objects?: ObjectStore;
    /** The feed that subscribers hear by; default: the one that is given. */
    readonly feed?: (local: CommitFeed) => CommitFeed;
  } = {},
): Promise<TestGateway> {
  const state = { now: options.now ?? new Date('2026-03-01T12:00:00Z') };
  const core = await createTestCore({
    clock: () => state.now,
    ...(options.log && { log: options.log }),
    ...(options.objects && { objects: options.objects }),
  });
  const local = createLocalCommitFeed(core.store);
  const feed = options.feed?.(local) ?? local;
  await feed.start();
  const services = createServices(core, feed, {
    ...(options.client && { client: options.client }),
    ...(options.mailer && { mailer: options.mailer }),
    allowPrivateWebhooks: [parseIpRange('127.0.0.0/8')].filter((range) => range !== null),
    publicUrl: () => 'https://lethe.example.org',
    // Nobody there, unless a test says otherwise.
    whatsappApiUrl: options.whatsappApiUrl ?? 'http://127.0.0.1:9',
    twilioApiUrl: options.twilioApiUrl ?? 'http://127.0.0.1:9',
  });
  const name = `account ${String(++accounts)}`;
  const { _id: account } = await createAccount(core, systemContext('none'), { name });
  const number = await createNumber(core, systemContext(account), {
    name: 'support',
    phoneNumber: '+4930123456',
    whatsapp: {
      phoneNumberId: options.phoneNumberId ?? DEFAULT_PHONE_NUMBER_ID,
      businessAccountId: '200000000000001',
      accessToken: 'access-token',
      appSecret: 'app-secret',
      verifyToken: 'verify-token',
    },
  });
  return {
    core,
    services,
    account,
    number,
    get now() {
      return state.now;
    },
    set now(at: Date) {
      state.now = at;
    },
    receive: (body) => services.receiver.receive(number, parseWebhook(body, state.now), state.now),
  };
}
