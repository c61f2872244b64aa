import type { ApiKeyUseRow } from '../auth/apiKeyUse.js';
import { newSecret } from '../auth/secrets.js';
import { apiKeyDecider, apiKeyStream } from '../domain/apiKey/apiKey.js';
import { createApiKey as decideCreate } from '../domain/apiKey/createApiKey.js';
import { revokeApiKey as decideRevoke } from '../domain/apiKey/revokeApiKey.js';
import { updateApiKeyRetention as decideUpdate } from '../domain/apiKey/updateApiKeyRetention.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Guard } from '../events/eventStore.js';
import { handle } from '../events/handle.js';
import type { ApiKeyRow } from '../projections/rows.js';
import { target, type Context } from './context.js';
import { getNumber } from './numbers.js';
import { mapPage, readPage, type Page, type PageInput } from './page.js';
import { getRow } from './rows.js';

const PREFIX = 'lk_';
/** What lists show of the secret's beginning: `lk_` and four characters. */
const SHOWN_LENGTH = PREFIX.length + 4;

/** A key with when it was last used, to the minute; null: never. */
export type ApiKeyView = ApiKeyRow & { readonly lastUsedAt: Date | null };

/**
 * Makes an API key, bound to a number, or (no `numberId`) to the account.
 * @returns the secret too, which is shown once: only its SHA-256 is kept
 * @throws NOT_FOUND for a number that is not the account's
 */
export async function createApiKey(
  core: Core,
  context: Context,
  input: {
    readonly name: string;
    readonly numberId?: string | null | undefined;
    readonly retentionDays: number;
  },
): Promise<{ readonly apiKey: ApiKeyView; readonly secret: string }> {
  const id = core.newId();
  const { secret, hash, last4 } = newSecret(PREFIX);
  const { name, retentionDays, numberId: number = null } = input;
  const prefix = secret.slice(0, SHOWN_LENGTH);
  await handle(core.store, apiKeyDecider, target(context, apiKeyStream(id)), async (state) => {
    const guard = number === null ? null : await guardNumber(core, context.account, number);
    const events = decideCreate(state, { name, number, retentionDays, hash, prefix, last4 });
    return { events, ...(guard && { guard }) };
  });
  return { apiKey: await getApiKey(core, context.account, id), secret };
}

/** @throws InvalidInput, NOT_FOUND (also for a revoked key) */
export async function updateApiKeyRetention(
  core: Core,
  context: Context,
  input: { readonly apiKeyId: string; readonly retentionDays: number },
): Promise<ApiKeyView> {
  await handle(core.store, apiKeyDecider, target(context, apiKeyStream(input.apiKeyId)), (state) =>
    decideUpdate(state, { days: input.retentionDays, now: core.clock() }),
  );
  return getApiKey(core, context.account, input.apiKeyId);
}

/** Revokes a key: it is refused from now on, in this process at once. */
export async function revokeApiKey(
  core: Core,
  context: Context,
  input: { readonly apiKeyId: string },
): Promise<ApiKeyView> {
  await handle(core.store, apiKeyDecider, target(context, apiKeyStream(input.apiKeyId)), decideRevoke);
  return getApiKey(core, context.account, input.apiKeyId);
}

/** @throws NOT_FOUND */
export async function getApiKey(core: Core, account: string, id: string): Promise<ApiKeyView> {
  const row = await getRow<ApiKeyRow>(core, COLLECTIONS.apiKeys, account, id, 'API key');
  const [view = { ...row, lastUsedAt: null }] = await withUse(core, account, [row]);
  return view;
}

/** Those of the keys that are the account's, by id. */
export async function findApiKeys(
  core: Core,
  account: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ApiKeyView>> {
  const filter = { account, _id: { $in: [...new Set(ids)] } };
  const rows = await core.documents.find<ApiKeyRow>(COLLECTIONS.apiKeys, filter);
  return new Map((await withUse(core, account, rows)).map((view) => [view._id, view]));
}

/** The account's keys, oldest first, revoked ones included: their `revokedAt` tells. */
export async function listApiKeys(core: Core, account: string, page: PageInput): Promise<Page<ApiKeyView>> {
  const order = { field: 'createdAt', direction: 1 } as const;
  const rows = await readPage<ApiKeyRow>(core, COLLECTIONS.apiKeys, { account }, order, page);
  const nodes = rows.edges.map(({ node }) => node);
  return mapPage(rows, await withUse(core, account, nodes));
}

/** All of the account's living keys, oldest first: REST answers an array. @param number only those bound to it */
export async function allApiKeys(core: Core, account: string, number?: string): Promise<ApiKeyView[]> {
  const filter = { account, revokedAt: { $exists: false }, ...(number !== undefined && { number }) };
  const sort = { createdAt: 1, _id: 1 } as const;
  return withUse(core, account, await core.documents.find<ApiKeyRow>(COLLECTIONS.apiKeys, filter, { sort }));
}

async function withUse(core: Core, account: string, rows: readonly ApiKeyRow[]): Promise<ApiKeyView[]> {
  const filter = { account, _id: { $in: rows.map(({ _id }) => _id) } };
  const uses = await core.documents.find<ApiKeyUseRow>(COLLECTIONS.apiKeyUse, filter);
  const times = new Map(uses.map(({ _id, lastUsedAt }) => [_id, lastUsedAt]));
  return rows.map((row) => ({ ...row, lastUsedAt: times.get(row._id) ?? null }));
}

async function guardNumber(core: Core, account: string, number: string): Promise<Guard> {
  const { version } = await getNumber(core, account, number);
  return { collection: COLLECTIONS.numbers, id: number, version };
}
