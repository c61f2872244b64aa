import { beforeAll, describe, expect, it } from '@jest/globals';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { systemContext } from '../../../src/administration/context.js';
import { DAY_MS } from '../../../src/lib/clock.js';
import { createTestGraphql, type TestGraphql } from '../../support/graphql.js';
import { envelope, imageMessage, textMessage, wamid } from '../../support/whatsapp.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const ago = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);
const MARIA = { phone: '5511987654321', name: 'Maria Silva' };
const JOAO = { phone: '5511900000000', name: 'João' };

describe('conversations and messages', () => {
  let graphql: TestGraphql;
  let numberId: string;
  const ask = async (
    query: string,
    variables: Record<string, unknown> = {},
    asking = graphql.userOf('AGENT'),
  ) => graphql.run(query, asking, { numberId, ...variables });
  const MESSAGES =
    'query ($numberId: ID, $conversationId: ID, $first: Int, $after: String, $startDate: DateTime, $endDate: DateTime, $unread: Boolean) { messages(numberId: $numberId, conversationId: $conversationId, first: $first, after: $after, startDate: $startDate, endDate: $endDate, unread: $unread) { edges { cursor node { id content from fromName type contentState expiresAt decidedBy media { mimeType caption } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount notice } }';
  interface Page {
    edges: { cursor: string; node: { id: string; content: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
    totalCount: number;
    notice: string | null;
  }
  const page = async (variables: Record<string, unknown> = {}): Promise<Page> => {
    const { data, codes } = await ask(MESSAGES, variables);
    expect(codes).toEqual([]);
    return data?.['messages'] as unknown as Page;
  };
  const contents = ({ edges }: Page): string[] => edges.map(({ node }) => node.content);

  beforeAll(async () => {
    graphql = await createTestGraphql({ now: NOW });
    numberId = graphql.number._id;
    const first = wamid();
    const messages = [
      textMessage({ text: 'oldest', at: ago(30), from: MARIA, id: first }),
      textMessage({ text: 'reply', at: ago(10), from: MARIA, replyTo: first }),
      imageMessage({ caption: 'picture', at: ago(5), from: JOAO }),
      textMessage({ text: 'newest', at: ago(1), from: MARIA }),
    ];
    await graphql.receive(envelope({ contacts: [MARIA, JOAO], messages }));
  });

  it('shows a page, newest first, with what policies say', async () => {
    const { edges, totalCount, notice } = await page();
    expect([edges.map(({ node }) => node.content), totalCount, notice]).toEqual([
      ['newest', 'picture', 'reply', 'oldest'],
      4,
      null,
    ]);
    expect(edges[1]?.node).toMatchObject({
      type: 'IMAGE',
      from: '+5511900000000',
      fromName: 'João',
      contentState: 'PRESENT',
      media: { mimeType: 'image/jpeg', caption: 'picture' },
      expiresAt: null,
      decidedBy: null,
    });
  });

  it('pages by cursor', async () => {
    const one = await page({ first: 3 });
    expect(one.pageInfo.hasNextPage).toBe(true);
    const two = await page({ first: 3, after: one.pageInfo.endCursor });
    expect([...contents(one), ...contents(two)]).toEqual(['newest', 'picture', 'reply', 'oldest']);
    expect(two.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('takes dates, and only what is unread', async () => {
    expect(contents(await page({ startDate: ago(10).toISOString(), endDate: ago(5).toISOString() }))).toEqual(
      ['picture', 'reply'],
    );
    expect((await page({ unread: true })).totalCount).toBe(4);
  });

  it.each([
    ['first', { first: 101 }, /1 to 100/],
    ['after', { after: 'x' }, /cursor/],
    ['dates', { startDate: ago(1).toISOString(), endDate: ago(2).toISOString() }, /startDate/],
    ['nothing to list', { numberId: null }, /conversationId or a numberId/],
    ['two lists', { conversationId: 'x' }, /conversationId or a numberId/],
  ])('refuses %s', async (_name, variables, message) => {
    const { codes, errors } = await ask(MESSAGES, variables);
    expect(codes).toEqual(['BAD_USER_INPUT']);
    expect(errors[0]?.message).toMatch(message);
  });

  it('shows conversations with their end, oldest first', async () => {
    const { data } = await ask(
      'query ($numberId: ID!) { conversations(numberId: $numberId, unread: true) { totalCount edges { node { id type from fromName unreadCount lastMessagePreview number { id } messages(last: 2) { edges { cursor node { content } } pageInfo { hasPreviousPage hasNextPage startCursor } totalCount } } } } }',
    );
    expect(data).toMatchObject({
      conversations: {
        totalCount: 2,
        edges: [
          {
            node: {
              type: 'DIRECT',
              from: '+5511987654321',
              fromName: 'Maria Silva',
              unreadCount: 3,
              lastMessagePreview: 'newest',
              number: { id: numberId },
              messages: {
                edges: [{ node: { content: 'reply' } }, { node: { content: 'newest' } }],
                pageInfo: { hasPreviousPage: true, hasNextPage: false },
                totalCount: 3,
              },
            },
          },
          { node: { fromName: 'João' } },
        ],
      },
    });
    const [edge] = (
      data?.['conversations'] as unknown as {
        edges: { node: { id: string; messages: { pageInfo: { startCursor: string } } } }[];
      }
    ).edges;
    const earlier = await ask(
      'query ($id: ID!, $before: String) { conversation(id: $id) { messages(last: 2, before: $before) { edges { node { content } } pageInfo { hasPreviousPage hasNextPage } } } }',
      { id: edge?.node.id, before: edge?.node.messages.pageInfo.startCursor },
    );
    expect(earlier.data).toEqual({
      conversation: {
        messages: {
          edges: [{ node: { content: 'oldest' } }],
          pageInfo: { hasPreviousPage: false, hasNextPage: true },
        },
      },
    });
  });

  it('follows references, and finds everything again by its id', async () => {
    const { data } = await ask(
      'query ($numberId: ID!) { messages(numberId: $numberId) { edges { node { id content repliesTo { content } conversation { id fromName } number { id } } } } }',
    );
    interface Node {
      id: string;
      conversation: { id: string };
    }
    const nodes = (data?.['messages'] as unknown as { edges: { node: Node }[] }).edges.map(
      ({ node }) => node,
    );
    expect(nodes[2]).toMatchObject({
      content: 'reply',
      repliesTo: { content: 'oldest' },
      number: { id: numberId },
    });
    const ids = [nodes[0]?.id, nodes[0]?.conversation.id, numberId, 'nothing', graphql.account];
    const found = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids });
    const names = (found.data?.['nodes'] as unknown as ({ __typename: string; id: string } | null)[]).map(
      (node) => node && [node.__typename, node.id],
    );
    expect(names).toEqual([
      ['Message', ids[0]],
      ['Conversation', ids[1]],
      ['Number', ids[2]],
      null,
      ['Account', ids[4]],
    ]);
    expect(found.codes).toEqual(['NOT_FOUND']);
    const global = Buffer.from(`Message:${String(ids[0])}`).toString('base64');
    const one = await ask('query ($id: ID!) { node(id: $id) { id ... on Message { content } } }', {
      id: global,
    });
    expect(one.data).toEqual({ node: { id: ids[0], content: 'newest' } });
  });

  it('marks a conversation as read', async () => {
    const { data } = await ask(
      'query ($numberId: ID!) { conversations(numberId: $numberId, first: 1) { edges { node { id } } } }',
    );
    const id = (data?.['conversations'] as unknown as { edges: { node: { id: string } }[] }).edges[0]?.node
      .id;
    const marked = await ask(
      'mutation ($id: ID!) { markConversationRead(input: { conversationId: $id }) { conversation { unreadCount } userErrors { code } } }',
      { id },
    );
    expect(marked.data).toEqual({
      markConversationRead: { conversation: { unreadCount: 0 }, userErrors: [] },
    });
    expect((await page({ unread: true })).totalCount).toBe(1);
  });

  it('stops at the window, with the notice', async () => {
    await setNumberPiiMode(graphql.core, systemContext(graphql.account), {
      numberId,
      mode: 'STORE_X_DAYS',
      piiRetentionDays: 7,
    });
    const windowed = await page();
    expect([contents(windowed), windowed.totalCount, windowed.notice]).toEqual([
      ['newest', 'picture'],
      2,
      'PII_WINDOW',
    ]);
    expect(windowed.edges[0]?.node).toMatchObject({
      expiresAt: new Date(ago(1).getTime() + 7 * DAY_MS).toISOString(),
      decidedBy: 'NUMBER_PII_MODE',
    });
    await setNumberPiiMode(graphql.core, systemContext(graphql.account), { numberId, mode: 'RELAY_ONLY' });
    expect(await page()).toMatchObject({ edges: [], totalCount: 0, notice: 'PII_RELAY_ONLY' });
  });
});
