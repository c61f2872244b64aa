import { randomBytes } from 'node:crypto';
import {
  connectChatwoot as decideConnect,
  disconnectChatwoot as decideDisconnect,
} from '../domain/number/connectChatwoot.js';
import { numberDecider, numberStream } from '../domain/number/number.js';
import { liveNumber } from '../domain/number/numberChecks.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import { PERMANENT } from '../events/keyRing.js';
import type { ChatwootSecrets, NumberRow } from '../projections/rows.js';
import type { ChatwootAccess, ChatwootClient } from '../relay/chatwoot/chatwootClient.js';
import type { AddressRules } from '../relay/webhooks/addresses.js';
import { assertValid } from '../domain/checks.js';
import { chatwootInputErrors } from './chatwootInput.js';
import { openInbox } from './chatwootInbox.js';
import { target, type Context } from './context.js';
import { getNumber } from './numbers.js';

const HOOK_SECRET_BYTES = 24;

export interface ConnectChatwootInput {
  readonly numberId: string;
  readonly baseUrl: string;
  readonly accountId: number;
  readonly apiAccessToken: string;
  /** Null: an inbox is made, or the one it is connected with already is kept. */
  readonly inboxId?: number | null | undefined;
}

/** With what connecting is done beside the core. */
export interface ChatwootDeps {
  readonly core: Core;
  readonly client: ChatwootClient;
  readonly rules: AddressRules;
  /** The address that Chatwoot reaches us at, without a trailing slash. */
  readonly publicUrl: string;
}

export interface ConnectedChatwoot {
  readonly number: NumberRow;
  /** Whether the inbox posts to us now; else an administrator of Chatwoot must enter the hook's address. */
  readonly isHookSet: boolean;
}

/** Where a number's inbox posts what agents write. Holds a secret. */
export function chatwootHookUrl(publicUrl: string, number: string, hookSecret: string): string {
  return `${publicUrl}/hooks/chatwoot/${number}/${hookSecret}`;
}

/**
 * Checks the token, makes the inbox or takes the one that is named, has it post to us, and keeps all that. Asking again
 * makes new secrets.
 * @throws InvalidInput that names the field which Chatwoot refused; NOT_FOUND
 */
export async function connectChatwoot(
  { core, client, rules, publicUrl }: ChatwootDeps,
  context: Context,
  input: ConnectChatwootInput,
): Promise<ConnectedChatwoot> {
  const { account } = context;
  const { numberId, accountId } = input;
  const number = await getNumber(core, account, numberId);
  const baseUrl = input.baseUrl.trim().replace(/\/+$/, '');
  const apiAccessToken = input.apiAccessToken.trim();
  assertValid(chatwootInputErrors(rules, { ...input, baseUrl, apiAccessToken }));
  const access: ChatwootAccess = { baseUrl, accountId, apiAccessToken };
  const hookSecret = randomBytes(HOOK_SECRET_BYTES).toString('base64url');
  const hookUrl = chatwootHookUrl(publicUrl, numberId, hookSecret);
  const { chatwoot: old } = number;
  const isSame = old?.baseUrl === baseUrl && old.accountId === accountId;
  const inboxId = input.inboxId ?? (isSame ? old.inboxId : null);
  const { inbox, isHookSet } = await openInbox(client, access, { inboxId, name: number.name, hookUrl });

  const secrets: ChatwootSecrets = { apiAccessToken, hookSecret, signingSecret: inbox.signingSecret };
  const payload = await core.vault.seal({
    account,
    scope: 'account',
    day: PERMANENT,
    subject: null,
    content: secrets,
  });
  const settings = { baseUrl, accountId, inboxId: inbox.id, isSigned: inbox.signingSecret !== null };
  await handle(core.store, numberDecider, target(context, numberStream(numberId)), (state) => {
    const { chatwoot } = liveNumber(state);
    return {
      events: decideConnect(state, { settings, secrets: payload._id }),
      payloads: [payload],
      erase: chatwoot ? [chatwoot.secrets] : [],
    };
  });
  return { number: await getNumber(core, account, numberId), isHookSet };
}

/** Nothing goes to Chatwoot any more, and nothing of it is taken; the token is erased here. The inbox stays there. */
export async function disconnectChatwoot(
  core: Core,
  context: Context,
  { numberId }: { readonly numberId: string },
): Promise<NumberRow> {
  await handle(core.store, numberDecider, target(context, numberStream(numberId)), (state) => {
    const { chatwoot } = liveNumber(state);
    return { events: decideDisconnect(state), erase: chatwoot ? [chatwoot.secrets] : [] };
  });
  return getNumber(core, context.account, numberId);
}
