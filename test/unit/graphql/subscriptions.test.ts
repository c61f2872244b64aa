import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/auth/principal.js';
import { following } from '../../../src/graphql/following.js';
import { LetheError } from '../../../src/lib/errors.js';
import { createEventBuffer, FeedInterrupted } from '../../../src/relay/subscriptions/buffer.js';
import { createTestGraphql, type TestGraphql } from '../../support/graphql.js';
import { envelope, imageMessage, textMessage } from '../../support/whatsapp.js';

const EVENTS =
  'subscription ($numberIds: [ID!], $types: [InboundEventType!], $after: String) { inboundEventReceived(numberIds: $numberIds, types: $types, after: $after) { id cursor event numberId data { id numberId content from type fromMe groupName mediaLink mediaType } } }';

describe('inboundEventReceived', () => {
  let graphql: TestGraphql;
  let key: Principal;
  const send = (text: string): Promise<unknown> =>
    graphql.receive(envelope({ messages: [textMessage({ text, at: graphql.now })] }));
  const next = async (followed: AsyncIterator<unknown>): Promise<Record<string, unknown>> => {
    const { value } = (await followed.next()) as {
      value: { data: { inboundEventReceived: Record<string, unknown> } };
    };
    return value.data.inboundEventReceived;
  };

  beforeEach(async () => {
    graphql = await createTestGraphql();
    key = graphql.keyOf(graphql.number._id);
  });

  it("tells the webhook's own fields", async () => {
    const followed = await graphql.follow(EVENTS, key, { types: ['message.received'] });
    await send('hello');
    expect(await next(followed)).toMatchObject({
      cursor: expect.any(String),
      event: 'message.received',
      numberId: graphql.number._id,
      data: { content: 'hello', from: '+5511987654321', type: 'text', fromMe: false, groupName: null },
    });
    await followed.return?.();
  });

  it('tells where a file is to be had', async () => {
    const followed = await graphql.follow(EVENTS, key);
    await graphql.receive(envelope({ messages: [imageMessage({ caption: 'c', at: graphql.now })] }));
    expect(await next(followed)).toMatchObject({
      data: { content: 'c', mediaLink: expect.stringMatching(/^https:\/\//), mediaType: 'image/jpeg' },
    });
    await followed.return?.();
  });

  it('resumes behind a cursor', async () => {
    const first = await graphql.follow(EVENTS, key);
    await send('one');
    await send('two');
    const { cursor } = await next(first);
    const second = await graphql.follow(EVENTS, key, { after: cursor });
    expect(await next(second)).toMatchObject({ data: { content: 'two' } });
    await expect(graphql.follow(EVENTS, key, { after: 'x' })).rejects.toThrow(/cursor/);
  });

  it('refuses numbers out of scope', async () => {
    const foreign = { numberIds: ['018f3c5e-7a1b-7c3d-8e4f-0123456789ab'] };
    for (const asking of [key, graphql.userOf('AGENT')]) {
      await expect(graphql.follow(EVENTS, asking, foreign)).rejects.toThrow(/No such number/);
    }
  });

  it.each([
    ['a revoked key', () => Promise.reject(new LetheError('UNAUTHENTICATED', 'revoked'))],
    ['a key of another number now', () => Promise.resolve(graphql.keyOf('other'))],
    ['nobody', () => Promise.resolve(null)],
  ])('stops for %s', async (_name, authenticate) => {
    const followed = await graphql.follow(EVENTS, key);
    await send('one');
    await next(followed);
    graphql.authenticate = authenticate;
    await send('two');
    await expect(followed.next()).rejects.toThrow();
    expect(await followed.next()).toEqual({ done: true, value: undefined });
  });
});

describe('following', () => {
  const pass = (): Promise<void> => Promise.resolve();

  it('ends at once, also while it waits', async () => {
    let closed = 0;
    const followed = following(
      createEventBuffer<number>(10, () => (closed += 1)),
      pass,
    );
    const waiting = followed.next();
    await followed.return?.();
    expect([await waiting, closed]).toEqual([{ done: true, value: undefined }, 1]);
  });

  it('says that the consumer is too slow', async () => {
    const buffer = createEventBuffer<number>(1, () => undefined);
    const followed = following(buffer, pass);
    buffer.push(1);
    buffer.push(2);
    await expect(followed.next()).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { reason: 'SLOW_CONSUMER' },
    });
  });

  it('says that events may have been missed', async () => {
    const buffer = createEventBuffer<number>(1, () => undefined);
    buffer.fail(new FeedInterrupted());
    await expect(following(buffer, pass).next()).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      details: { reason: 'FEED_INTERRUPTED' },
    });
  });
});

describe('sweepProgressed', () => {
  it('tells the state now, to administrators', async () => {
    const graphql = await createTestGraphql();
    const admin = graphql.userOf('ADMIN');
    const { data } = await graphql.run('mutation { runSweep(input: {}) { sweep { id } } }', admin);
    const { id } = (data?.['runSweep'] as unknown as { sweep: { id: string } }).sweep;
    const query = 'subscription ($id: ID!) { sweepProgressed(sweepId: $id) { id state } }';
    const followed = await graphql.follow(query, admin, { id });
    expect((await followed.next()).value).toMatchObject({
      data: { sweepProgressed: { id, state: 'QUEUED' } },
    });
    await followed.return?.();
    await expect(graphql.follow(query, graphql.userOf('AGENT'), { id })).rejects.toThrow(/role ADMIN/);
    await expect(graphql.follow(query, admin, { id: 'none' })).rejects.toThrow(/No such sweep/);
  });
});
