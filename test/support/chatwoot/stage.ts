import type { AddressInfo } from 'node:net';
import {
  connectChatwoot,
  type ConnectChatwootInput,
  type ConnectedChatwoot,
} from '../../../src/administration/chatwoot.js';
import { systemContext } from '../../../src/administration/context.js';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { createWhatsappClient } from '../../../src/channels/whatsapp/createWhatsappClient.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { registerChatwootHook } from '../../../src/http/hooks/registerChatwootHook.js';
import { registerHooks } from '../../../src/http/hooks/registerHooks.js';
import { createHttpServer } from '../../../src/http/server.js';
import type { Log } from '../../../src/lib/log.js';
import type { PiiMode } from '../../../src/domain/policies.js';
import type { ChatwootJobRow } from '../../../src/projections/chatwootJobs.js';
import {
  createProviderDouble,
  type ProviderDouble,
} from '../../../src/providerDouble/createProviderDouble.js';
import { createTestGateway, type TestGateway } from '../gateway.js';
import { ADMIN_TOKEN, CHATWOOT_ACCOUNT, startChatwootDouble, type ChatwootDouble } from './chatwootDouble.js';
import type { DoubleMessage } from './state.js';

/** A gateway in memory whose hooks are served, between a provider and a Chatwoot, all over real HTTP. */
export interface ChatwootStage {
  readonly gateway: TestGateway;
  readonly provider: ProviderDouble;
  readonly chatwoot: ChatwootDouble;
  readonly url: string;
  /** Everything that was logged. */
  readonly logged: string[];
  connect(input?: Partial<ConnectChatwootInput>): Promise<ConnectedChatwoot>;
  setMode(mode: PiiMode): Promise<void>;
  /** A customer writes; gives the provider's id. Resolves when everything it led to is over. */
  customerWrites(request: Parameters<ProviderDouble['inbound']>[0]): Promise<string>;
  /** Lets the provider, the workers and Chatwoot come to rest. */
  settle(): Promise<void>;
  messages(): readonly DoubleMessage[];
  jobs(): Promise<ChatwootJobRow[]>;
  advance(ms: number): void;
  stop(): Promise<void>;
}

export const PHONE_NUMBER_ID = '1060';

export async function startChatwootStage(mode: PiiMode = 'STORE_INDEFINITE'): Promise<ChatwootStage> {
  const provider = createProviderDouble({
    statuses: [],
    callbackRetryMs: 20,
    phoneNumberId: PHONE_NUMBER_ID,
  });
  await provider.start();
  const chatwoot = await startChatwootDouble();
  const client = createWhatsappClient({ apiUrl: provider.url });
  const logged: string[] = [];
  const keep = (fields: object, message: string): void => {
    logged.push(JSON.stringify({ ...fields, message }));
  };
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep };
  const gateway = await createTestGateway({ now: new Date(), phoneNumberId: PHONE_NUMBER_ID, client, log });
  const { core, services, account, number } = gateway;
  const app = createHttpServer({ log });
  registerHooks(app, services);
  registerChatwootHook(app, services);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`;
  provider.setWebhook({ url: `${url}/hooks/whatsapp/${number._id}`, appSecret: 'app-secret' });
  const context = systemContext(account);

  const setMode: ChatwootStage['setMode'] = async (wanted) => {
    const piiRetentionDays = wanted === 'STORE_X_DAYS' ? 30 : null;
    await setNumberPiiMode(core, context, { numberId: number._id, mode: wanted, piiRetentionDays });
  };
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 3; round += 1) {
      await provider.idle();
      await chatwoot.idle();
      await services.sendWorker.drain();
      await services.chatwootWorker.drain();
    }
    await chatwoot.idle();
  };
  if (mode !== 'STORE_INDEFINITE') await setMode(mode);

  return {
    gateway,
    provider,
    chatwoot,
    url,
    logged,
    connect: (input = {}) =>
      connectChatwoot({ core, client: services.chatwoot, rules: services.rules, publicUrl: url }, context, {
        numberId: number._id,
        baseUrl: chatwoot.url,
        accountId: CHATWOOT_ACCOUNT,
        apiAccessToken: ADMIN_TOKEN,
        ...input,
      }),
    setMode,
    customerWrites: async (request) => {
      const id = provider.inbound({ phoneNumberId: PHONE_NUMBER_ID, ...request });
      await settle();
      return id;
    },
    settle,
    messages: () => chatwoot.state.messages,
    jobs: () => core.documents.find<ChatwootJobRow>(COLLECTIONS.chatwootJobs, { account }),
    advance: (ms) => {
      gateway.now = new Date(gateway.now.getTime() + ms);
    },
    stop: async () => {
      await app.close();
      await services.chatwoot.stop();
      await services.deliveries.stop();
      services.hub.stop();
      services.directory.stop();
      await client.close();
      await chatwoot.stop();
      await provider.stop();
    },
  };
}
