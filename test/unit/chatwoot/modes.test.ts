import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { everythingStored } from '../../support/core.js';
import { startChatwootStage, type ChatwootStage } from '../../support/chatwoot/stage.js';

const CUSTOMER = '+5511987650001';
const NAME = 'Canária Nome';
const TEXT = 'canary-inbound-text';
const REPLY = 'canary-agent-reply';

describe.each(['STORE_INDEFINITE', 'STORE_X_DAYS', 'RELAY_ONLY'] as const)('Chatwoot under %s', (mode) => {
  let stage: ChatwootStage;
  beforeEach(async () => {
    stage = await startChatwootStage(mode);
    await stage.connect();
  });
  afterEach(() => stage.stop());

  const write = (text: string, rest: object = {}): Promise<string> =>
    stage.customerWrites({ from: CUSTOMER, name: NAME, text, ...rest });
  const conversation = (): number => stage.chatwoot.state.conversations[0]?.id ?? 0;

  it('shows what a customer writes, in one conversation, once', async () => {
    const id = await write(TEXT);
    await write('second');
    // The provider delivers twice.
    await write(TEXT, { id });

    const { contacts, conversations } = stage.chatwoot.state;
    expect(contacts).toMatchObject([{ name: NAME, phone_number: CUSTOMER }]);
    expect(contacts[0]?.inboxes[0]?.source_id).not.toContain('987650001');
    expect(conversations).toHaveLength(1);
    expect(stage.messages().map(({ content, message_type }) => [message_type, content])).toEqual([
      ['incoming', TEXT],
      ['incoming', 'second'],
    ]);
    // Chatwoot told us of both, and nothing went back.
    expect(stage.chatwoot.hooks.map(({ status }) => status)).toEqual([200, 200]);
    expect(stage.provider.accepted.all()).toHaveLength(0);
    expect(await stage.jobs()).toHaveLength(0);
  });

  it('sends what an agent answers, once, and tells what became of it', async () => {
    await write(TEXT);
    const reply = await stage.chatwoot.agentWrites(conversation(), { content: REPLY });
    await stage.settle();
    await stage.chatwoot.sendHook(reply);
    await stage.settle();

    const [sent, ...more] = stage.provider.accepted.all();
    expect(more).toEqual([]);
    expect(sent).toMatchObject({
      recipient: CUSTOMER,
      type: 'text',
      message: { text: { body: REPLY } },
    });
    expect(reply.status).toBe('sent');
    for (const status of ['sent', 'delivered', 'read'] as const) {
      if (sent) stage.provider.callBack(sent, { status });
      await stage.settle();
      expect(reply.status).toBe(status);
    }
    // What was sent from there is not shown there anew.
    expect(stage.messages()).toHaveLength(2);
    expect(stage.chatwoot.hooks.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('tells the agent when WhatsApp refuses it, at once or later', async () => {
    await write(TEXT);
    stage.provider.fault({ does: { kind: 'REFUSE', code: 131047 } });
    const refused = await stage.chatwoot.agentWrites(conversation(), { content: REPLY });
    expect(refused.status).toBe(mode === 'RELAY_ONLY' ? 'failed' : 'sent');
    stage.advance(3_000);
    await stage.settle();
    expect(refused.status).toBe('failed');
    expect(refused.external_error).toMatch(/24 hours/);

    const lost = await stage.chatwoot.agentWrites(conversation(), { content: 'other' });
    await stage.settle();
    expect(lost.status).toBe('sent');
    const [sent] = stage.provider.accepted.all();
    if (sent) stage.provider.callBack(sent, { status: 'failed', code: 131026 });
    await stage.settle();
    expect(lost.status).toBe('failed');
    expect(lost.external_error).not.toBeNull();
  });

  it('quotes what is answered, both ways', async () => {
    const first = await write(TEXT);
    const [shown] = stage.messages();
    const reply = await stage.chatwoot.agentWrites(conversation(), {
      content: REPLY,
      contentAttributes: { in_reply_to: shown?.id, in_reply_to_external_id: shown?.source_id },
    });
    await stage.settle();
    const [sent] = stage.provider.accepted.all();
    // Nothing is kept of what was said under RELAY_ONLY, so that it cannot be quoted.
    expect(sent?.replyTo ?? null).toBe(mode === 'RELAY_ONLY' ? null : first);

    await write('to the agent', { replyTo: sent?.id });
    await write('to oneself', { replyTo: first });
    expect(stage.messages().slice(-2)).toMatchObject([
      { content_attributes: { in_reply_to: reply.id } },
      { content_attributes: { in_reply_to_external_id: shown?.source_id } },
    ]);
  });

  it('holds up nothing and loses nothing while Chatwoot is away', async () => {
    stage.chatwoot.faults.push({ does: 503 }, { does: 503, isDone: true, on: /POST .*messages$/ });
    await write(TEXT);
    if (mode !== 'RELAY_ONLY') {
      expect(await stage.jobs()).toMatchObject([{ kind: 'EVENT', state: 'WAITING', reason: 'SERVER_ERROR' }]);
      for (let tries = 0; tries < 3; tries += 1) {
        stage.advance(60_000);
        await stage.settle();
      }
    }
    // The second try had arrived although it was not answered so: the third found it there.
    expect(stage.messages().map(({ content }) => content)).toEqual([TEXT]);
    expect(await stage.jobs()).toHaveLength(0);
    expect(stage.provider.callbackCounts.givenUp).toBe(0);
  });

  it('keeps nothing of it that it may not', async () => {
    await write(TEXT);
    await stage.chatwoot.agentWrites(conversation(), { content: REPLY });
    await stage.settle();
    const places = [...stage.logged, await everythingStored(stage.gateway.core)].join('\n');
    for (const canary of [TEXT, REPLY, NAME, CUSTOMER.slice(1), 'token-of-an-administrator'])
      expect(places.includes(canary)).toBe(false);
    const { conversations, messages, outbox } = await collections(stage);
    if (mode === 'RELAY_ONLY') expect([conversations, messages, outbox]).toEqual([0, 0, 0]);
  });
});

async function collections({ gateway: { core, account } }: ChatwootStage) {
  const [conversations, messages, outbox] = await Promise.all(
    ['conversations', 'messages', 'outbox'].map((name) => core.documents.count(name, { account })),
  );
  return { conversations, messages, outbox };
}
