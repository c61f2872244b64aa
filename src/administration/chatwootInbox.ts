import { invalid, type InvalidInput } from '../lib/errors.js';
import type {
  ChatwootAccess,
  ChatwootClient,
  ChatwootFailed,
  ChatwootInbox,
} from '../relay/chatwoot/chatwootClient.js';

interface Wanted {
  /** Null: one is made. */
  readonly inboxId: number | null;
  readonly name: string;
  readonly hookUrl: string;
}

/**
 * The API inbox that a number is connected with: made, or taken as it is.
 * @throws InvalidInput that names the field which Chatwoot refused
 */
export async function openInbox(
  client: ChatwootClient,
  access: ChatwootAccess,
  wanted: Wanted,
): Promise<{ readonly inbox: ChatwootInbox; readonly isHookSet: boolean }> {
  const account = await client.checkAccount(access);
  if (account.kind === 'FAILED') throw await accountRefusal(client, access, account);
  return wanted.inboxId === null
    ? makeInbox(client, access, wanted)
    : takeInbox(client, access, wanted.inboxId, wanted.hookUrl);
}

async function makeInbox(client: ChatwootClient, access: ChatwootAccess, { name, hookUrl }: Wanted) {
  const made = await client.createInbox(access, { name, webhookUrl: hookUrl });
  if (made.kind === 'FAILED') {
    if (made.reason !== 'UNAUTHORIZED') throw unreachable(made);
    throw invalid(
      'apiAccessToken',
      'TOKEN_FORBIDDEN',
      'Only the token of an administrator of the Chatwoot account can make an inbox: use one, or name an inboxId.',
    );
  }
  // Not every version tells the secret when the inbox is made.
  const inbox = made.value.signingSecret === null ? await client.getInbox(access, made.value.id) : made;
  return { inbox: inbox.kind === 'OK' ? inbox.value : made.value, isHookSet: true };
}

async function takeInbox(client: ChatwootClient, access: ChatwootAccess, inboxId: number, hookUrl: string) {
  const found = await client.getInbox(access, inboxId);
  if (found.kind === 'FAILED') {
    if (found.reason !== 'NOT_FOUND' && found.reason !== 'UNAUTHORIZED') throw unreachable(found);
    throw invalid('inboxId', 'INBOX_NOT_FOUND', 'The Chatwoot account has no such inbox for this token.');
  }
  if (!found.value.isApi)
    throw invalid('inboxId', 'NOT_API_INBOX', 'The inbox is of another channel: it must be an API inbox.');
  // An agent's token may not change it: then the address is entered by hand.
  const set = await client.setWebhookUrl(access, inboxId, hookUrl);
  const signingSecret = (set.kind === 'OK' ? set.value.signingSecret : null) ?? found.value.signingSecret;
  return { inbox: { ...found.value, signingSecret }, isHookSet: set.kind === 'OK' };
}

/** Chatwoot says the same for a wrong token and for an account that is not the token's. */
async function accountRefusal(
  client: ChatwootClient,
  access: ChatwootAccess,
  failed: ChatwootFailed,
): Promise<InvalidInput> {
  if (failed.reason !== 'UNAUTHORIZED' && failed.reason !== 'NOT_FOUND') return unreachable(failed);
  const token = await client.checkToken(access);
  if (token.kind === 'OK')
    return invalid('accountId', 'ACCOUNT_NOT_FOUND', 'The token belongs to nobody in this Chatwoot account.');
  if (token.reason === 'UNAUTHORIZED')
    return invalid('apiAccessToken', 'TOKEN_INVALID', 'Chatwoot does not accept this access token.');
  if (token.reason === 'NOT_FOUND')
    return invalid('baseUrl', 'NOT_CHATWOOT', 'No Chatwoot answers at this address.');
  return unreachable(token);
}

function unreachable({ reason }: ChatwootFailed): InvalidInput {
  switch (reason) {
    case 'ADDRESS_REFUSED':
      return invalid(
        'baseUrl',
        'ADDRESS_REFUSED',
        'The address is a private one, or plain http, and the operator does not allow that.',
      );
    case 'INVALID_ANSWER':
    case 'INVALID':
    case 'NOT_FOUND':
      return invalid('baseUrl', 'NOT_CHATWOOT', 'What answers at this address does not answer as Chatwoot.');
    case 'UNAUTHORIZED':
      return invalid('apiAccessToken', 'TOKEN_INVALID', 'Chatwoot does not accept this access token.');
    case 'TIMEOUT':
    case 'UNREACHABLE':
    case 'THROTTLED':
    case 'SERVER_ERROR':
      return invalid(
        'baseUrl',
        'UNREACHABLE',
        'Chatwoot could not be reached, or could not answer: try again.',
      );
  }
}
