import type { BenchGateway } from './gateway.js';
import { load, type LoadRequest } from './load.js';
import { SENDERS, signedMessages } from './webhooks.js';

const MESSAGES_A_WEBHOOK = 100;
const LIMIT_SECONDS = 600;

/** @param each messages of every one of the senders */
export async function receiveMessages({ server, numberId }: BenchGateway, each: number): Promise<void> {
  const total = (SENDERS * each) / MESSAGES_A_WEBHOOK;
  const path = `/hooks/whatsapp/${numberId}`;
  const next = (index: number): LoadRequest | null =>
    index < total ? signedMessages(path, index * MESSAGES_A_WEBHOOK, MESSAGES_A_WEBHOOK) : null;
  const { failed } = await load(server.origin, { connections: 2, seconds: LIMIT_SECONDS }, next);
  if (failed > 0) throw new Error('The messages could not be stored.');
}

export async function conversationsOf(gateway: BenchGateway): Promise<string[]> {
  const { conversations } = await gateway.graphql<{ conversations: { edges: { node: { id: string } }[] } }>(
    'query ($numberId: ID!) { conversations(numberId: $numberId, first: 100) { edges { node { id } } } }',
    { numberId: gateway.numberId },
  );
  return conversations.edges.map(({ node }) => node.id);
}

/** @param query of one conversation, `$conversationId` */
export function graphqlPages({ cookie }: BenchGateway, query: string, conversations: readonly string[]) {
  return (index: number): LoadRequest => ({
    path: '/graphql',
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({
      query,
      variables: { conversationId: conversations[index % conversations.length] },
    }),
  });
}
