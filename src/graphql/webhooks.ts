import type {
  UpdateWebhookInput,
  WebhookDeliveriesArgs,
  WebhooksArgs,
} from '../../schema/types/webhook.input.js';
import type { WebhookConnection } from '../../schema/types/webhook.type.js';
import type { WebhookDelivery, WebhookDeliveryConnection } from '../../schema/types/webhookDelivery.type.js';
import { getDelivery, listDeliveries } from '../administration/webhookDeliveries.js';
import { responsesOf } from '../administration/webhookLogs.js';
import { listWebhooks, updateWebhook, type WebhookView } from '../administration/webhooks.js';
import type { WebhookSettings } from '../domain/webhook/webhook.js';
import { accountOf, settingsContextOf, type GraphqlContext } from './context.js';
import { toId, toIdOrNull } from './ids.js';
import { settingsConnection } from './pages.js';
import { showDelivery, showWebhook } from './showWebhook.js';

/** @throws InvalidInput */
export async function webhookPage(context: GraphqlContext, args: WebhooksArgs): Promise<WebhookConnection> {
  const number = toIdOrNull(args.numberId);
  const page = await listWebhooks(context.services.core, accountOf(context), args, number);
  return settingsConnection(page, args.after, showWebhook);
}

/** @throws InvalidInput */
export async function deliveryPage(
  context: GraphqlContext,
  args: WebhookDeliveriesArgs,
): Promise<WebhookDeliveryConnection> {
  const { state = null, event = null } = args;
  const filter = { webhookId: toIdOrNull(args.webhookId), numberId: toIdOrNull(args.numberId), state, event };
  const page = await listDeliveries(context.services.core, accountOf(context), filter, args);
  return settingsConnection(page, args.after, showDelivery);
}

/** Only what is given, and not null, changes. @throws InvalidInput, NOT_FOUND */
export function changeWebhook(context: GraphqlContext, input: UpdateWebhookInput): Promise<WebhookView> {
  const { webhookId, ...given } = input;
  const change = Object.fromEntries(
    Object.entries(given).filter(([, value]: [string, unknown]) => value !== null && value !== undefined),
  ) as Partial<WebhookSettings>;
  const by = settingsContextOf(context);
  return updateWebhook(context.services, by, { webhookId: toId(webhookId), ...change });
}

/** What the endpoint answered at each try, as long as what it was told can still be read. */
export async function responsesOfDelivery(
  context: GraphqlContext,
  { id }: WebhookDelivery,
): Promise<readonly (string | null)[]> {
  const { core, deliveries } = context.services;
  const account = accountOf(context);
  const row = await getDelivery(core, account, id);
  const isReadable = (await deliveries.open(row)).kind === 'OPEN';
  const responses = await responsesOf(core, account, isReadable ? row.attempts : []);
  return row.attempts.map(({ response }) => responses.get(response ?? '') ?? null);
}

/** What is posted, as JSON; null: it is erased, or out of its window. */
export async function payloadOfDelivery(
  context: GraphqlContext,
  { id }: WebhookDelivery,
): Promise<string | null> {
  const { core, deliveries } = context.services;
  const opened = await deliveries.open(await getDelivery(core, accountOf(context), id));
  return opened.kind === 'OPEN' ? opened.body : null;
}
