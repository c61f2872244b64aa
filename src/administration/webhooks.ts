import { assertValid } from '../domain/checks.js';
import { webhookDecider, webhookStream, type WebhookSettings } from '../domain/webhook/webhook.js';
import { liveWebhook } from '../domain/webhook/webhookChecks.js';
import {
  createWebhook as decideCreate,
  deleteWebhook as decideDelete,
  rotateWebhookSecret as decideRotate,
  updateWebhook as decideUpdate,
} from '../domain/webhook/webhookCommands.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import { invalid, notFound } from '../lib/errors.js';
import type { NumberRow } from '../projections/rows.js';
import type { WebhookHealthRow, WebhookRow, WebhookSecrets } from '../projections/webhookRows.js';
import type { AddressRules } from '../relay/webhooks/addresses.js';
import { endpointUrlErrors } from '../relay/webhooks/endpointUrl.js';
import { target, type Context } from './context.js';
import { mapPage, readPage, type Page, type PageInput } from './page.js';
import { getRow } from './rows.js';
import { newWebhookSecret, rotatedSecrets, sealWebhookSecrets } from './webhookSecrets.js';

/** More than anybody needs, and few enough that one event's cost has a bound. */
export const MAX_WEBHOOKS_A_NUMBER = 1_000;

/** An endpoint and how it does. */
export type WebhookView = WebhookRow & {
  readonly lastTriggeredAt: Date | null;
  readonly failingSince: Date | null;
};

/** What commands on endpoints need beside a core. */
export interface WebhookDeps {
  readonly core: Core;
  readonly rules: AddressRules;
}

/**
 * Makes an endpoint of a number.
 * @returns the secret too, which is shown once
 * @throws NOT_FOUND for a number that is not the account's; InvalidInput for an address that may not be reached
 */
export async function createWebhook(
  { core, rules }: WebhookDeps,
  context: Context,
  input: Omit<WebhookSettings, 'isActive'> & { readonly numberId: string },
): Promise<{ readonly webhook: WebhookView; readonly secret: string }> {
  const { account } = context;
  const { numberId: number, ...settings } = input;
  const id = core.newId();
  const secret = newWebhookSecret();
  await handle(core.store, webhookDecider, target(context, webhookStream(id)), async (state) => {
    const { version } = await liveNumberRow(core, account, number);
    // The rules come before the seal: what is refused leaves no trace.
    decideCreate(state, { settings: { number, ...settings }, secrets: '' });
    assertValid(endpointUrlErrors(rules, settings.url.trim()));
    if ((await core.documents.count(COLLECTIONS.webhooks, { account, number })) >= MAX_WEBHOOKS_A_NUMBER)
      throw invalid('numberId', 'TOO_MANY_WEBHOOKS', `A number has up to ${MAX_WEBHOOKS_A_NUMBER} webhooks.`);
    const payload = await sealWebhookSecrets(core, account, { current: secret, previous: null });
    return {
      events: decideCreate(state, { settings: { number, ...settings }, secrets: payload._id }),
      payloads: [payload],
      guard: { collection: COLLECTIONS.numbers, id: number, version },
    };
  });
  return { webhook: await getWebhook(core, account, id), secret };
}

/** Changes what is given; the number cannot change. @throws NOT_FOUND, InvalidInput */
export async function updateWebhook(
  { core, rules }: WebhookDeps,
  context: Context,
  { webhookId, ...change }: Partial<WebhookSettings> & { readonly webhookId: string },
): Promise<WebhookView> {
  await getWebhook(core, context.account, webhookId);
  await handle(core.store, webhookDecider, target(context, webhookStream(webhookId)), (state) => {
    const events = decideUpdate(state, change);
    if (change.url !== undefined) assertValid(endpointUrlErrors(rules, change.url.trim()));
    return events;
  });
  return getWebhook(core, context.account, webhookId);
}

/** A new secret; the old one signs beside it for a day. @returns the secret, shown once */
export async function rotateWebhookSecret(
  { core }: Pick<WebhookDeps, 'core'>,
  context: Context,
  { webhookId }: { readonly webhookId: string },
): Promise<{ readonly webhook: WebhookView; readonly secret: string }> {
  const { account } = context;
  const secret = newWebhookSecret();
  await getWebhook(core, account, webhookId);
  await handle(core.store, webhookDecider, target(context, webhookStream(webhookId)), async (state) => {
    const { secrets } = liveWebhook(state);
    const old = (await core.vault.read(account, [secrets], 'STORE')).get(secrets) as
      WebhookSecrets | undefined;
    const payload = await sealWebhookSecrets(
      core,
      account,
      rotatedSecrets(old ?? null, secret, core.clock()),
    );
    return { events: decideRotate(state, payload._id), payloads: [payload], erase: [secrets] };
  });
  return { webhook: await getWebhook(core, account, webhookId), secret };
}

/** Deletes an endpoint with its secrets; what waits for it is skipped. @throws NOT_FOUND */
export async function deleteWebhook(
  { core }: Pick<WebhookDeps, 'core'>,
  context: Context,
  { webhookId }: { readonly webhookId: string },
): Promise<WebhookView> {
  const view = await getWebhook(core, context.account, webhookId);
  await handle(core.store, webhookDecider, target(context, webhookStream(webhookId)), (state) => {
    const { secrets } = liveWebhook(state);
    return { events: decideDelete(state), erase: [secrets] };
  });
  return view;
}

/** @throws NOT_FOUND, also for one of a removed number */
export async function getWebhook(core: Core, account: string, id: string): Promise<WebhookView> {
  const row = await getRow<WebhookRow>(core, COLLECTIONS.webhooks, account, id, 'webhook');
  await liveNumberRow(core, account, row.number).catch(() => {
    throw notFound('webhook');
  });
  const [view] = await withHealth(core, account, [row]);
  if (!view) throw notFound('webhook');
  return view;
}

/** The account's endpoints, oldest first. @param number only that one's */
export async function listWebhooks(
  core: Core,
  account: string,
  page: PageInput,
  number: string | null,
): Promise<Page<WebhookView>> {
  const order = { field: 'createdAt', direction: 1 } as const;
  const filter = { account, ...(await inNumbers(core, account, number)) };
  const rows = await readPage<WebhookRow>(core, COLLECTIONS.webhooks, filter, order, page);
  return mapPage(
    rows,
    await withHealth(
      core,
      account,
      rows.edges.map(({ node }) => node),
    ),
  );
}

/** All of them at once: REST answers an array. */
export async function allWebhooks(
  core: Core,
  account: string,
  number: string | null,
): Promise<WebhookView[]> {
  const filter = { account, ...(await inNumbers(core, account, number)) };
  const sort = { createdAt: 1, _id: 1 } as const;
  const rows = await core.documents.find<WebhookRow>(COLLECTIONS.webhooks, filter, { sort });
  return withHealth(core, account, rows);
}

export async function hasWebhooks({ documents }: Core, account: string, number: string): Promise<boolean> {
  const filter = { account, number };
  return (await documents.findOne(COLLECTIONS.webhooks, filter, { fields: ['_id'] })) !== null;
}

/** Endpoints of a removed number go once they were told of it; until then nobody sees them. */
async function inNumbers(
  { documents }: Core,
  account: string,
  number: string | null,
): Promise<{ readonly number: unknown }> {
  const present = { account, removedAt: { $exists: false }, ...(number !== null && { _id: number }) };
  const rows = await documents.find<NumberRow>(COLLECTIONS.numbers, present, { fields: ['_id'] });
  return { number: { $in: rows.map(({ _id }) => _id) } };
}

async function liveNumberRow({ documents }: Core, account: string, id: string): Promise<NumberRow> {
  const filter = { _id: id, account, removedAt: { $exists: false } };
  const row = await documents.findOne<NumberRow>(COLLECTIONS.numbers, filter);
  if (!row) throw notFound('number');
  return row;
}

async function withHealth(core: Core, account: string, rows: readonly WebhookRow[]): Promise<WebhookView[]> {
  const filter = { account, _id: { $in: rows.map(({ _id }) => _id) } };
  const found = await core.documents.find<WebhookHealthRow>(COLLECTIONS.webhookHealth, filter);
  const byId = new Map(found.map((health) => [health._id, health]));
  return rows.map((row) => {
    const { lastTriggeredAt = null, failingSince = null } = byId.get(row._id) ?? {};
    return { ...row, lastTriggeredAt, failingSince };
  });
}
