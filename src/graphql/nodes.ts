import type { Typed } from '../../schema/types/node.type.js';
import { getAccount } from '../administration/accounts.js';
import { getApiKey } from '../administration/apiKeys.js';
import { getHold } from '../administration/holds.js';
import { getReceipt } from '../administration/receipts.js';
import { getUser } from '../administration/users.js';
import { getDelivery } from '../administration/webhookDeliveries.js';
import { getWebhook } from '../administration/webhooks.js';
import type { Principal } from '../auth/principal.js';
import { isAtLeast } from '../domain/user/roles.js';
import { LetheError } from '../lib/errors.js';
import { findCall, findRecording } from './calls.js';
import { findConversation, findMessage, findNumber } from './chats.js';
import { principalOf, type GraphqlContext } from './context.js';
import { showErasure } from './erasures.js';
import { showExport } from './exports.js';
import { findSendLogEntry } from './sendLog.js';
import { showAccount, showApiKey, showUser } from './showSettings.js';
import { showHold } from './showHold.js';
import { showReceipt } from './showReceipt.js';
import { showSweep } from './showSweep.js';
import { showDelivery, showWebhook } from './showWebhook.js';

/** A node of whichever type the id is, with its type's name. */
export type FoundNode = Typed & { readonly id: string };

type Find = (context: GraphqlContext, id: string) => Promise<object | null>;

/** What anybody who is signed in may look for. */
const CHATS: Readonly<Record<string, Find>> = {
  Message: findMessage,
  Conversation: findConversation,
  Number: findNumber,
  SendLogEntry: findSendLogEntry,
  Call: findCall,
  Recording: findRecording,
};

/** What administrators may look for as well. */
const SETTINGS: Readonly<Record<string, Find>> = {
  ApiKey: async ({ services, account }, id) => showApiKey(await getApiKey(services.core, account ?? '', id)),
  User: async ({ services, account }, id) => showUser(await getUser(services.core, account ?? '', id)),
  Webhook: async ({ services, account }, id) =>
    showWebhook(await getWebhook(services.core, account ?? '', id)),
  WebhookDelivery: async ({ services, account }, id) =>
    showDelivery(await getDelivery(services.core, account ?? '', id)),
  Hold: async ({ services, account }, id) => showHold(await getHold(services.core, account ?? '', id)),
  Export: async (context, id) => {
    const row = await context.services.exports.find(context.account ?? '', id);
    return row && showExport(context, row);
  },
  Erasure: async ({ services, account }, id) => {
    const row = await services.erasures.find(account ?? '', id);
    return row && showErasure(row);
  },
  Receipt: async ({ services, account }, id) =>
    showReceipt(await getReceipt(services.core, account ?? '', id)),
  Sweep: async ({ sweeps, account }, id) => {
    const row = await sweeps.find(account ?? '', id);
    return row && showSweep(row);
  },
};

/** What every person may look for, beside the chats: their account. */
const OWN: Readonly<Record<string, Find>> = {
  Account: async ({ services, account }, id) =>
    id === account ? showAccount(await getAccount(services.core, id)) : null,
};

function findersFor(principal: Principal): Readonly<Record<string, Find>> {
  if (principal.kind === 'API_KEY') return CHATS;
  return isAtLeast(principal.role, 'ADMIN') ? { ...CHATS, ...OWN, ...SETTINGS } : { ...CHATS, ...OWN };
}

/**
 * Ids do not tell their type (docs/decisions/0004-plain-ids.md), so every type that whoever asks may see is asked:
 * one lookup by key each, at the same time. UUIDs are of one record alone.
 */
export async function findNode(context: GraphqlContext, id: string): Promise<FoundNode | null> {
  const finders = Object.entries(findersFor(principalOf(context)));
  const found = await Promise.all(
    finders.map(async ([__typename, find]) => {
      const node = await orNull(find(context, id));
      return node && { ...node, id, __typename };
    }),
  );
  return found.find((node) => node !== null) ?? null;
}

async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof LetheError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}
