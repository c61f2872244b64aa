import type { Chatwoot } from '../../schema/types/chatwoot.type.js';
import {
  chatwootHookUrl,
  connectChatwoot,
  type ChatwootDeps,
  type ConnectChatwootInput,
  type ConnectedChatwoot,
} from '../administration/chatwoot.js';
import { getNumber } from '../administration/numbers.js';
import { isAtLeast } from '../domain/user/roles.js';
import type { NumberRow } from '../projections/rows.js';
import { countChatwootJobs } from '../relay/chatwoot/chatwootQueue.js';
import { accountOf, principalOf, settingsContextOf, type GraphqlContext } from './context.js';

/** @throws InvalidInput, NOT_FOUND */
export function connect(context: GraphqlContext, input: ConnectChatwootInput): Promise<ConnectedChatwoot> {
  const { core, chatwoot: client, rules } = context.services;
  const deps: ChatwootDeps = { core, client, rules, publicUrl: context.publicUrl };
  return connectChatwoot(deps, settingsContextOf(context), input);
}

/** The inbox of a number that may be seen. */
export async function chatwootOfNumber(context: GraphqlContext, number: string): Promise<Chatwoot | null> {
  return showChatwoot(context, await getNumber(context.services.core, accountOf(context), number));
}

/** Its hook's address holds a secret: only who may change it is shown it. */
export async function showChatwoot(context: GraphqlContext, number: NumberRow): Promise<Chatwoot | null> {
  const { chatwoot, account, _id } = number;
  if (!chatwoot) return null;
  const { core, directory } = context.services;
  const principal = principalOf(context);
  const isAdmin = principal.kind === 'USER' && isAtLeast(principal.role, 'ADMIN');
  const secrets = isAdmin ? await directory.chatwootSecrets(number) : null;
  const { baseUrl, accountId, inboxId, isSigned: signed, connectedAt } = chatwoot;
  return {
    baseUrl,
    accountId,
    inboxId,
    signed,
    connectedAt,
    hookUrl: secrets && chatwootHookUrl(context.publicUrl, _id, secrets.hookSecret),
    ...(await countChatwootJobs(core, account, _id)),
  };
}
