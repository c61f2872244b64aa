import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../../src/database/freePort.js';
import { createProviderDouble, type ProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import { ADMIN_TOKEN, startChatwootDouble, type ChatwootDouble } from '../support/chatwoot/chatwootDouble.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { type GatewayProcess, gatewaySettings, startGatewayProcess } from '../support/gatewayProcess.js';
import { createTestNumber } from '../support/number.js';
import { ADMIN, APP_SECRET, eventually, type Session, signIn } from '../support/session.js';
import { DEFAULT_PHONE_NUMBER_ID } from '../support/whatsapp.js';
import {
  ChatwootOfNumberDocument,
  ConnectChatwootDocument,
  DisconnectChatwootDocument,
  SetNumberPiiModeDocument,
} from './generated/operations.js';

const CUSTOMERS = 10;
const MESSAGES = 60;

/** The gateway in a process of its own, killed with `kill -9`, between a provider and a Chatwoot with bad days. */
describe.each(['STORE_INDEFINITE', 'RELAY_ONLY'] as const)('Chatwoot under %s, through a kill', (mode) => {
  let database: TestDatabase;
  let provider: ProviderDouble;
  let chatwoot: ChatwootDouble;
  let environment: Record<string, string>;
  let gateway: GatewayProcess;
  let admin: Session;
  let numberId: string;

  beforeAll(async () => {
    database = await openTestDatabase('chatwoot');
    provider = createProviderDouble({ callbackRetryMs: 50, phoneNumberId: DEFAULT_PHONE_NUMBER_ID });
    await provider.start();
    chatwoot = await startChatwootDouble();
    environment = {
      PORT: String(await findFreePort()),
      ...gatewaySettings(database),
      WHATSAPP_API_URL: provider.url,
      ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8',
    };
    gateway = await startGatewayProcess(environment);
    admin = await signIn(gateway.url, ADMIN);
    ({ numberId } = await createTestNumber(admin));
    provider.setWebhook({ url: `${gateway.url}/hooks/whatsapp/${numberId}`, appSecret: APP_SECRET });
    await admin.run(SetNumberPiiModeDocument, { input: { numberId, mode } });
  }, 120_000);
  afterAll(async () => {
    await gateway.stop();
    await provider.stop();
    await chatwoot.stop();
    await database.close();
  }, 60_000);

  it('is connected through GraphQL, which names what is wrong', async () => {
    const input = { numberId, baseUrl: chatwoot.url, accountId: 1, apiAccessToken: 'wrong' };
    const refused = await admin.run(ConnectChatwootDocument, { input });
    expect(refused.connectChatwoot).toEqual({
      isHookSet: null,
      chatwoot: null,
      userErrors: [{ field: 'apiAccessToken', code: 'TOKEN_INVALID' }],
    });
    const { connectChatwoot } = await admin.run(ConnectChatwootDocument, {
      input: { ...input, apiAccessToken: ADMIN_TOKEN },
    });
    const [inbox] = chatwoot.state.inboxes;
    expect(connectChatwoot).toEqual({
      isHookSet: true,
      chatwoot: {
        baseUrl: chatwoot.url,
        accountId: 1,
        inboxId: inbox?.id,
        signed: true,
        hookUrl: inbox?.webhook_url,
      },
      userErrors: [],
    });
  });

  it('gets everything that customers write, and each once', async () => {
    const texts = Array.from({ length: MESSAGES }, (_, index) => `canary-text-${String(index)}`);
    const write = (text: string, index: number): void => {
      const from = `+55119870000${String(10 + (index % CUSTOMERS))}`;
      provider.inbound({ from, name: `Canary ${from}`, text });
    };
    chatwoot.faults.push(
      { does: 503 },
      { does: 500, isDone: true, on: /POST .*messages$/ },
      { does: 'HANG', isDone: true, on: /POST .*messages$/ },
    );
    texts.slice(0, MESSAGES / 2).forEach(write);
    await eventually(() => Promise.resolve(chatwoot.state.messages.length > 5 ? true : null));
    await gateway.kill();
    texts.slice(MESSAGES / 2).forEach((text, index) => {
      write(text, index + MESSAGES / 2);
    });
    gateway = await startGatewayProcess(environment);

    const shown = (): string[] => chatwoot.state.messages.map(({ content }) => content);
    // A delivery that the killed process had in hands is taken up when its lease ends, after twenty seconds.
    await eventually(() => Promise.resolve(new Set(shown()).size === MESSAGES ? true : null), 90_000);
    await provider.idle();
    expect(shown().sort()).toEqual([...texts].sort());
    expect(chatwoot.state.contacts).toHaveLength(CUSTOMERS);
    expect(chatwoot.state.conversations).toHaveLength(CUSTOMERS);
  }, 120_000);

  it('has agents’ answers sent, once, and hears what became of them', async () => {
    const replies = await Promise.all(
      chatwoot.state.conversations.map(({ id }) => chatwoot.agentWrites(id, { content: 'canary-reply' })),
    );
    await Promise.all(replies.map((reply) => chatwoot.sendHook(reply)));
    await eventually(
      () => Promise.resolve(replies.every(({ status }) => status === 'read') ? true : null),
      60_000,
    );
    const accepted = provider.accepted.all();
    expect(accepted).toHaveLength(CUSTOMERS);
    expect(new Set(accepted.map(({ recipient }) => recipient)).size).toBe(CUSTOMERS);
    const { number } = await admin.run(ChatwootOfNumberDocument, { id: numberId });
    expect(number?.chatwoot).toMatchObject({ waiting: 0, failed: 0 });
  }, 90_000);

  it('leaves nothing of it in logs, and under RELAY_ONLY nowhere', async () => {
    const stored: string[] = [];
    for (const db of [database.db, database.keysDb])
      for (const { name } of await db.listCollections().toArray())
        stored.push(JSON.stringify(await db.collection(name).find().toArray()));
    for (const canary of ['canary', 'Canary', '1198700001', ADMIN_TOKEN]) {
      expect(gateway.output().includes(canary)).toBe(false);
      expect(stored.some((text) => text.includes(canary))).toBe(false);
    }
    if (mode === 'RELAY_ONLY')
      for (const name of ['conversations', 'messages', 'outbox', 'chatwootJobs'])
        expect(await database.db.collection(name).countDocuments()).toBe(0);
  });

  it('ends when it is disconnected', async () => {
    const { disconnectChatwoot } = await admin.run(DisconnectChatwootDocument, { input: { numberId } });
    expect(disconnectChatwoot).toEqual({ number: { chatwoot: null }, userErrors: [] });
    const [conversation] = chatwoot.state.conversations;
    const late = await chatwoot.agentWrites(conversation?.id ?? 0, { content: 'late' });
    expect(chatwoot.hooks.at(-1)).toEqual({ message: late.id, status: 404 });
  });
});
