import { beforeAll, describe, expect, it } from '@jest/globals';
import { systemContext } from '../../../src/administration/context.js';
import { createNumber } from '../../../src/administration/numbers.js';
import { createApiKey } from '../../../src/administration/apiKeys.js';
import type { NumberRow } from '../../../src/projections/rows.js';
import { createFakeSending, type FakeSending } from '../../support/fakeSending.js';
import { createTestGraphql, type TestGraphql } from '../../support/graphql.js';
import { envelope, textMessage } from '../../support/whatsapp.js';

const SEND =
  'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { entry { id correlationId } } }';
const LOG = `query ($numberId: ID, $apiKeyId: ID, $status: SendStatus, $first: Int, $after: String) {
  sendLog(numberId: $numberId, apiKeyId: $apiKeyId, status: $status, first: $first, after: $after) {
    edges { node { id content } } pageInfo { hasNextPage endCursor } totalCount notice } }`;
const ENTRY = 'query ($id: ID!) { sendLogEntry(id: $id) { id content apiKey { name } message { id } } }';
const CANCEL = `mutation ($ids: [ID!]!) { cancelMessages(input: { ids: $ids }) {
  canceled failed { id reason } userErrors { field code } } }`;

interface Log {
  readonly edges: readonly { readonly node: { readonly id: string; readonly content: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly totalCount: number;
}

describe('the send log', () => {
  let graphql: TestGraphql;
  let sending: FakeSending;
  let other: NumberRow;
  let keyId: string;
  const ids: string[] = [];
  let correlationId: string;

  const send = async (
    number: string,
    text: string,
    asking = graphql.userOf('AGENT') as Parameters<TestGraphql['run']>[1],
  ) => {
    const input = { numberId: number, to: '+5511955554444', text };
    const { data } = await graphql.run(SEND, asking, { input });
    return (data?.['sendMessage'] as unknown as { entry: { id: string; correlationId: string } }).entry;
  };
  const log = async (
    variables: object,
    asking = graphql.userOf('AGENT') as Parameters<TestGraphql['run']>[1],
  ) => {
    const { data, errors } = await graphql.run(LOG, asking, { ...variables });
    expect(errors).toEqual([]);
    return data?.['sendLog'] as unknown as Log;
  };

  beforeAll(async () => {
    graphql = await createTestGraphql();
    sending = createFakeSending(graphql.core);
    graphql.sending = sending;
    const context = systemContext(graphql.account);
    other = await createNumber(graphql.core, context, { name: 'other', phoneNumber: '+4930999999' });
    const { apiKey } = await createApiKey(graphql.core, context, { name: 'shop', retentionDays: 30 });
    keyId = apiKey._id;
    const key = { kind: 'API_KEY', keyId, account: graphql.account, number: null } as const;
    for (const text of ['one', 'two', 'three']) {
      graphql.now = new Date(graphql.now.getTime() + 1000);
      const entry = await send(graphql.number._id, text, text === 'two' ? key : undefined);
      ids.push(entry.id);
      correlationId = entry.correlationId;
    }
    ids.push((await send(other._id, 'four')).id);
  });

  it('is listed by number, by key and by status, newest first', async () => {
    expect((await log({})).totalCount).toBe(4);
    const { edges, totalCount } = await log({ numberId: graphql.number._id });
    expect([edges.map(({ node }) => node.content), totalCount]).toEqual([['three', 'two', 'one'], 3]);
    expect((await log({ apiKeyId: keyId })).edges.map(({ node }) => node.content)).toEqual(['two']);
    expect((await log({ status: 'SENT' })).totalCount).toBe(0);
  });

  it('is paged', async () => {
    const first = await log({ numberId: graphql.number._id, first: 2 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await log({ numberId: graphql.number._id, first: 2, after: first.pageInfo.endCursor });
    expect([rest.edges.map(({ node }) => node.content), rest.pageInfo.hasNextPage]).toEqual([['one'], false]);
  });

  it('shows a number key its own number alone', async () => {
    const key = graphql.keyOf(other._id);
    expect((await log({}, key)).edges.map(({ node }) => node.content)).toEqual(['four']);
    for (const [query, variables] of [
      [LOG, { numberId: graphql.number._id }],
      [ENTRY, { id: ids[0] }],
      ['query ($id: ID!) { node(id: $id) { id } }', { id: ids[0] }],
      ['query ($id: ID!) { sendStatistics(numberId: $id) { totalSent } }', { id: graphql.number._id }],
    ] as const)
      expect((await graphql.run(query, key, variables)).codes).toEqual(['NOT_FOUND']);
    const stranger = { ...graphql.userOf('SUPER_ADMIN'), account: 'another' };
    expect((await graphql.run(ENTRY, stranger, { id: ids[0] })).codes).toEqual(['NOT_FOUND']);
  });

  it('finds one by our id, its correlation id, and as a node', async () => {
    for (const id of [ids[2], correlationId]) {
      const { data } = await graphql.run(ENTRY, graphql.userOf('AGENT'), { id });
      expect(data?.['sendLogEntry']).toMatchObject({ id: ids[2], content: 'three' });
    }
    const node = 'query ($id: ID!) { node(id: $id) { __typename id } }';
    const { data } = await graphql.run(node, graphql.userOf('AGENT'), { id: ids[2] });
    expect(data?.['node']).toEqual({ __typename: 'SendLogEntry', id: ids[2] });
  });

  it('names the key to administrators', async () => {
    for (const [role, apiKey] of [
      ['ADMIN', { name: 'shop' }],
      ['AGENT', null],
    ] as const) {
      const { data } = await graphql.run(ENTRY, graphql.userOf(role), { id: ids[1] });
      expect(data?.['sendLogEntry']).toMatchObject({ apiKey });
    }
  });

  it('counts', async () => {
    const query =
      'query ($tz: String) { sendStatistics(tz: $tz) { statusDistribution { queued } dailyMessages { count } } }';
    const { data } = await graphql.run(query, graphql.keyOf(null), { tz: 'Asia/Tokyo' });
    expect(data?.['sendStatistics']).toMatchObject({ statusDistribution: { queued: 4 } });
    const none = await graphql.run(query, graphql.keyOf(null), { tz: 'Mars' });
    expect(none.codes).toEqual(['BAD_USER_INPUT']);
  });

  it('takes back, each at its number, and names what is not in scope', async () => {
    const { data } = await graphql.run(CANCEL, graphql.keyOf(other._id), { ids: [ids[0], ids[3], 'x'] });
    expect(data?.['cancelMessages']).toEqual({
      canceled: [ids[3]],
      failed: [
        { id: ids[0], reason: 'NOT_FOUND' },
        { id: 'x', reason: 'NOT_FOUND' },
      ],
      userErrors: [],
    });
    expect(sending.cancels).toEqual([{ number: other._id, ids: [ids[3]] }]);
    const many = await graphql.run(CANCEL, graphql.userOf('AGENT'), { ids: Array(101).fill('x') });
    expect(many.data?.['cancelMessages']).toMatchObject({ userErrors: [{ field: 'ids', code: 'TOO_MANY' }] });
  });

  it('tells of messages how far they got', async () => {
    await graphql.receive(envelope({ messages: [textMessage({ at: graphql.now })] }));
    const query =
      'query ($n: ID!) { messages(numberId: $n) { edges { node { status sendLogEntry { id } } } } }';
    const { data } = await graphql.run(query, graphql.userOf('AGENT'), { n: graphql.number._id });
    expect(data?.['messages']).toEqual({ edges: [{ node: { status: 'DELIVERED', sendLogEntry: null } }] });
  });
});
