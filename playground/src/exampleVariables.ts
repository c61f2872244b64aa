import { Kind, print, type DocumentNode, type TypeNode, type VariableDefinitionNode } from 'graphql';
import { ask } from './fetcher.js';

/** What an example may need to know of the account: the newest of each, asked for when an example is opened. */
const KNOWN: Readonly<Record<string, string>> = {
  numberId: '{ numbers(first: 1) { edges { node { id } } } }',
  apiKeyId: '{ apiKeys(first: 1) { edges { node { id } } } }',
  webhookId: '{ webhooks(first: 1) { edges { node { id } } } }',
  deliveryId: '{ webhookDeliveries(first: 1) { edges { node { id } } } }',
  sweepId: '{ sweeps(first: 1) { edges { node { id } } } }',
  holdId: '{ holds(active: true, first: 1) { edges { node { id } } } }',
  exportId: '{ exports(first: 1) { edges { node { id } } } }',
  entryId: '{ sendLog(first: 1) { edges { node { id } } } }',
};
const CONVERSATION =
  'query ($numberId: ID!) { conversations(numberId: $numberId, first: 1) { edges { node { id } } } }';

/** The variables of an operation as JSON: those without a default, filled in from the account where they can be. */
export async function exampleVariables(document: DocumentNode): Promise<string> {
  const wanted = variablesOf(document).filter(({ defaultValue }) => defaultValue === undefined);
  if (wanted.length === 0) return '';
  const entries = await Promise.all(
    wanted.map(async ({ variable, type }) => {
      const name = variable.name.value;
      return [name, (await firstId(name)) ?? placeholder(type)];
    }),
  );
  return JSON.stringify(Object.fromEntries(entries), null, 2);
}

function variablesOf({ definitions }: DocumentNode): readonly VariableDefinitionNode[] {
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : [],
  );
}

async function firstId(name: string): Promise<string | null> {
  if (name === 'conversationId') {
    const numberId = await firstId('numberId');
    return numberId === null ? null : idIn(await ask(CONVERSATION, { numberId }));
  }
  const query = KNOWN[name];
  return query === undefined ? null : idIn(await ask(query));
}

/** The first node of the only connection of an answer. */
function idIn(data: unknown): string | null {
  const [connection] = Object.values((data ?? {}) as Record<string, { edges: { node: { id: string } }[] }>);
  return connection?.edges[0]?.node.id ?? null;
}

function placeholder(type: TypeNode): unknown {
  const name = print(type).replace('!', '');
  if (name.startsWith('[')) return [];
  return name === 'Int' || name === 'Float' ? 0 : '';
}
