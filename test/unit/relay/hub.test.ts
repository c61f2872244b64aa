import { beforeEach, describe, expect, it } from '@jest/globals';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { systemContext } from '../../../src/administration/context.js';
import { isOfMessage, type MessageEventData, type RelayedEvent } from '../../../src/relay/inboundEvents.js';
import type { Commit } from '../../../src/events/eventStore.js';
import { deferred } from '../../../src/lib/deferred.js';
import { BUFFERED_EVENTS, type SubscriptionRequest } from '../../../src/relay/subscriptions/hub.js';
import { createTestGateway, type TestGateway } from '../../support/gateway.js';
import { editMessage, envelope, messageStatus, revokeMessage, textMessage } from '../../support/whatsapp.js';

type OfMessage = Extract<RelayedEvent, { readonly data: MessageEventData }>;

describe('subscriptions', () => {
  let gateway: TestGateway;
  const say = (text: string, id?: string) =>
    gateway.receive(
      envelope({ messages: [textMessage({ text, at: gateway.now, ...(id !== undefined && { id }) })] }),
    );
  const subscribe = (more: Partial<SubscriptionRequest> = {}) =>
    gateway.services.hub.subscribe({
      account: gateway.account,
      numberIds: null,
      types: null,
      after: null,
      ...more,
    });
  const take = async (events: AsyncIterator<RelayedEvent>, count: number): Promise<OfMessage[]> => {
    const taken: OfMessage[] = [];
    while (taken.length < count) {
      const next = await events.next();
      if (next.done === true) break;
      if (isOfMessage(next.value)) taken.push(next.value);
    }
    return taken;
  };
  const texts = (events: readonly OfMessage[]) => events.map(({ data }) => data.content);

  beforeEach(async () => {
    gateway = await createTestGateway();
  });

  it('tells messages in the order in which they were stored, with the fields of the webhook', async () => {
    const events = subscribe();
    for (const text of ['one', 'two', 'three']) await say(text);
    const taken = await take(events, 3);
    expect(texts(taken)).toEqual(['one', 'two', 'three']);
    expect(taken[0]).toMatchObject({
      event: 'message.received',
      numberId: gateway.number._id,
      data: { type: 'text', fromMe: false, from: '+5511987654321', to: '+4930123456' },
    });
  });

  it('resumes after a cursor: nothing is missed, nothing comes twice', async () => {
    const events = subscribe();
    await say('one');
    await say('two');
    const [first] = await take(events, 1);
    await events.return?.();
    await say('three');
    const resumed = subscribe({ after: first?.cursor ?? '' });
    await say('four');
    expect(texts(await take(resumed, 3))).toEqual(['two', 'three', 'four']);
  });

  it('reads what came before only once it is told what others commit from then on', async () => {
    const watched = deferred<undefined>();
    let isWatching = true;
    gateway = await createTestGateway({
      feed: (local) => ({
        ...local,
        watching: () => watched.promise,
        subscribe: (listener, interest) => {
          const onCommit = (commit: Commit): void => {
            if (isWatching) listener.onCommit?.(commit);
          };
          return local.subscribe({ ...listener, onCommit }, interest);
        },
      }),
    });
    const events = subscribe();
    await say('one');
    const [first] = await take(events, 1);
    await events.return?.();
    isWatching = false;
    const resumed = subscribe({ after: first?.cursor ?? '' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await say('two');
    isWatching = true;
    watched.resolve(undefined);
    await say('three');
    expect(texts(await take(resumed, 2))).toEqual(['two', 'three']);
  });

  it('names the message that an edit or a revocation is about, under every mode alike', async () => {
    const tellEdits = async (): Promise<OfMessage[]> => {
      const events = subscribe();
      await say('before', 'wamid.1');
      const at = new Date(gateway.now.getTime() + 60_000);
      gateway.now = at;
      const to = textMessage({ text: 'after' });
      await gateway.receive(envelope({ messages: [editMessage({ original: 'wamid.1', to, at })] }));
      await gateway.receive(envelope({ messages: [revokeMessage({ original: 'wamid.1', at })] }));
      const taken = await take(events, 3);
      await events.return?.();
      return taken;
    };
    const stored = await tellEdits();
    gateway = await createTestGateway();
    await setNumberPiiMode(gateway.core, systemContext(gateway.account), {
      numberId: gateway.number._id,
      mode: 'RELAY_ONLY',
    });
    const live = await tellEdits();
    for (const events of [stored, live]) {
      expect(new Set(events.map(({ id }) => id)).size).toBe(3);
      expect(new Set(events.map(({ data }) => data.id)).size).toBe(1);
      expect(events.map(({ data: { messageId, edited, revoked } }) => [messageId, edited, revoked])).toEqual([
        ['wamid.1', undefined, undefined],
        ['wamid.1', true, undefined],
        [events === live ? 'wamid.1' : null, undefined, true],
      ]);
    }
  });

  it('tells history at the pace of the consumer', async () => {
    const start = subscribe();
    await say('start');
    const [first] = await take(start, 1);
    const count = BUFFERED_EVENTS + 250;
    const messages = Array.from({ length: count }, (_, index) =>
      textMessage({ text: String(index), at: gateway.now }),
    );
    await start.return?.();
    await gateway.receive(envelope({ messages }));
    const resumed = subscribe({ after: first?.cursor ?? '' });
    expect(await take(resumed, count)).toHaveLength(count);
  });

  it('closes a consumer that does not keep up, instead of leaving events out', async () => {
    const events = subscribe();
    const messages = Array.from({ length: BUFFERED_EVENTS + 1 }, () => textMessage({ at: gateway.now }));
    await gateway.receive(envelope({ messages }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await expect(events.next()).rejects.toMatchObject({ name: 'SlowConsumer' });
    expect(await events.next()).toMatchObject({ done: true });
  });

  it('does not tell what was forgotten meanwhile', async () => {
    const events = subscribe();
    await say('secret');
    const [first] = await take(events, 1);
    await say('also secret');
    await take(events, 1);
    await setNumberPiiMode(gateway.core, systemContext(gateway.account), {
      numberId: gateway.number._id,
      mode: 'RELAY_ONLY',
    });
    await setNumberPiiMode(gateway.core, systemContext(gateway.account), {
      numberId: gateway.number._id,
      mode: 'STORE_INDEFINITE',
    });
    gateway.now = new Date(gateway.now.getTime() + 5_000);
    await say('new');
    expect(texts(await take(subscribe({ after: first?.cursor ?? '' }), 1))).toEqual(['new']);
  });

  it('does not tell again what its author took back since', async () => {
    const events = subscribe();
    await say('first');
    const [first] = await take(events, 1);
    await say('canary', 'wamid.1');
    await take(events, 1);
    await gateway.receive(envelope({ messages: [revokeMessage({ original: 'wamid.1', at: gateway.now })] }));
    const resumed = await take(subscribe({ after: first?.cursor ?? '' }), 1);
    expect(resumed[0]?.data).toMatchObject({ revoked: true });
    expect(texts(resumed)).toEqual([undefined]);
  });

  it('tells edits, revocations and statuses', async () => {
    const events = subscribe();
    await say('before', 'wamid.1');
    gateway.now = new Date(gateway.now.getTime() + 5_000);
    const at = gateway.now;
    await gateway.receive(
      envelope({ messages: [editMessage({ original: 'wamid.1', to: textMessage({ text: 'after' }), at })] }),
    );
    await gateway.receive(envelope({ messages: [revokeMessage({ original: 'wamid.1', at })] }));
    await gateway.receive(envelope({ statuses: [messageStatus('read', { id: 'wamid.2', at })] }));
    const [, edited, revoked, read] = await take(events, 4);
    expect(edited?.data).toMatchObject({ content: 'after', edited: true });
    expect(revoked?.data).toMatchObject({ revoked: true });
    expect(revoked?.data.content).toBeUndefined();
    expect(read).toMatchObject({ event: 'message.read', data: { fromMe: true } });
  });

  it('keeps to the account, the numbers and the types that were asked for', async () => {
    const other = await createTestGateway();
    const foreign = other.services.hub.subscribe({
      account: gateway.account,
      numberIds: null,
      types: null,
      after: null,
    });
    const statuses = subscribe({ types: ['message.read'] });
    const elsewhere = subscribe({ numberIds: ['another'] });
    await say('one');
    await gateway.receive(envelope({ statuses: [messageStatus('read', { at: gateway.now })] }));
    expect((await take(statuses, 1))[0]?.event).toBe('message.read');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([foreign.return?.(), elsewhere.return?.()]);
    expect([await take(foreign, 1), await take(elsewhere, 1)]).toEqual([[], []]);
  });

  it('refuses what is no cursor', () => {
    expect(() => subscribe({ after: 'yesterday' })).toThrow(/cursor/);
  });
});
