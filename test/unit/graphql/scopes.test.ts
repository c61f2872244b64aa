import { beforeAll, describe, expect, it } from '@jest/globals';
import { systemContext } from '../../../src/administration/context.js';
import { createNumber } from '../../../src/administration/numbers.js';
import { createTestGraphql, type GraphqlAnswer, type TestGraphql } from '../../support/graphql.js';
import { envelope, everyMessageType, textMessage } from '../../support/whatsapp.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const MESSAGES =
  'query ($numberId: ID, $conversationId: ID) { messages(numberId: $numberId, conversationId: $conversationId) { totalCount } }';

describe('what is in scope', () => {
  let graphql: TestGraphql;
  let numberId: string;
  const ask = (query: string): Promise<GraphqlAnswer> =>
    graphql.run(query, graphql.userOf('AGENT'), { numberId });

  beforeAll(async () => {
    graphql = await createTestGraphql({ now: NOW });
    numberId = graphql.number._id;
    await graphql.receive(envelope({ messages: [textMessage({ at: NOW })] }));
  });

  it('shows a key only what is in its scope', async () => {
    const other = await createNumber(graphql.core, systemContext(graphql.account), {
      name: 'other',
      phoneNumber: '+4930999999',
    });
    const key = graphql.keyOf(other._id);
    const conversationId = (
      await ask('query ($numberId: ID!) { conversations(numberId: $numberId) { edges { node { id } } } }')
    ).data?.['conversations'] as unknown as { edges: { node: { id: string } }[] };
    const id = conversationId.edges[0]?.node.id;
    for (const [query, variables] of [
      [MESSAGES, { numberId }],
      [MESSAGES, { numberId: null, conversationId: id }],
      ['query ($id: ID!) { conversation(id: $id) { id } }', { id }],
      ['query ($id: ID!) { node(id: $id) { id } }', { id }],
      ['query ($id: ID!) { number(id: $id) { id } }', { id: numberId }],
      [
        'mutation ($id: ID!) { markConversationRead(input: { conversationId: $id }) { userErrors { code } } }',
        { id },
      ],
    ] as const) {
      expect((await graphql.run(query, key, variables)).codes).toEqual(['NOT_FOUND']);
    }
    const { data } = await graphql.run(
      '{ numbers { edges { node { id hookUrl } } totalCount } viewer { role scopes number { name } } }',
      key,
    );
    expect(data).toEqual({
      numbers: {
        edges: [{ node: { id: other._id, hookUrl: `https://lethe.example/hooks/whatsapp/${other._id}` } }],
        totalCount: 1,
      },
      viewer: { role: null, scopes: ['CHATS'], number: { name: 'other' } },
    });
    const stranger = { ...graphql.userOf('SUPER_ADMIN'), account: 'another' };
    expect((await graphql.run(MESSAGES, stranger, { numberId })).codes).toEqual(['NOT_FOUND']);
  });

  it('shows every type of message', async () => {
    const everything = await createTestGraphql({ now: NOW });
    await everything.receive(
      envelope({
        messages: everyMessageType({
          text: 'hello',
          caption: 'look',
          phone: '5511987654321',
          name: 'Maria',
          at: NOW,
        }),
      }),
    );
    const { data, codes } = await everything.run(
      'query ($n: ID!) { messages(numberId: $n, first: 100) { edges { node { type details media { id } } } totalCount } }',
      everything.keyOf(everything.number._id),
      { n: everything.number._id },
    );
    expect(codes).toEqual([]);
    const types = (data?.['messages'] as unknown as { edges: { node: { type: string } }[] }).edges.map(
      ({ node }) => node.type,
    );
    expect(new Set(types).size).toBe(14);
  });
});
