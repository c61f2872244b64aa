import { numberDecider, numberStream } from '../domain/number/number.js';
import { liveNumber } from '../domain/number/numberChecks.js';
import { removeNumber as decideRemove } from '../domain/number/removeNumber.js';
import { setNumberPiiMode as decideMode } from '../domain/number/setNumberPiiMode.js';
import { updateNumberSettings as decideSettings } from '../domain/number/updateNumberSettings.js';
import type { PiiMode } from '../domain/policies.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import { relayWrite } from '../relay/webhooks/relayOutbox.js';
import { hasWebhooks } from './webhooks.js';
import type { ApiKeyRow, NumberRow } from '../projections/rows.js';
import { revokeApiKey } from './apiKeys.js';
import { target, type Context } from './context.js';
import { getNumber } from './numbers.js';
import { getRow } from './rows.js';

/**
 * Sets the PII mode; reads follow it at once. Erasing what is due now (`applyNow`) is the caller's next step.
 * @throws InvalidInput for STORE_X_DAYS without whole days > 0, or days with another mode
 */
export async function setNumberPiiMode(
  core: Core,
  context: Context,
  input: {
    readonly numberId: string;
    readonly mode: PiiMode;
    readonly piiRetentionDays?: number | null | undefined;
  },
): Promise<NumberRow> {
  const { numberId, mode, piiRetentionDays: days = null } = input;
  await handle(core.store, numberDecider, target(context, numberStream(numberId)), (state) =>
    decideMode(state, { mode, days, now: core.clock() }),
  );
  return getNumber(core, context.account, numberId);
}

/** Changes the settings that are given; null takes one away. */
export async function updateNumberSettings(
  core: Core,
  context: Context,
  input: { readonly numberId: string; readonly settings: Readonly<Record<string, unknown>> },
): Promise<NumberRow> {
  await handle(core.store, numberDecider, target(context, numberStream(input.numberId)), (state) =>
    decideSettings(state, { settings: input.settings }),
  );
  return getNumber(core, context.account, input.numberId);
}

/**
 * Removes a number: its secrets are erased at once and its API keys revoked; nothing of it is readable any more,
 * and the retention jobs erase what is left, as under RELAY_ONLY.
 * @returns the tombstone
 */
export async function removeNumber(
  core: Core,
  context: Context,
  input: { readonly numberId: string },
): Promise<NumberRow> {
  const { account } = context;
  const stream = numberStream(input.numberId);
  await handle(core.store, numberDecider, target(context, stream), async (state, version) => {
    const { secrets, chatwoot, details } = liveNumber(state);
    // Its endpoints are told, and go then: one that is made meanwhile is guarded by the number's version.
    const event = { account, number: input.numberId, stream, conversation: stream, at: core.clock() };
    const isTold = await hasWebhooks(core, account, input.numberId);
    return {
      events: decideRemove(state),
      // What is at a telephony provider is deleted by its credentials: the daily run erases them afterwards.
      erase: [details.telephony ? null : secrets, chatwoot?.secrets ?? null].filter(
        (payload) => payload !== null,
      ),
      also: isTold ? [relayWrite(core, { ...event, version: version + 1 })] : [],
    };
  });
  // Afterwards: a key made meanwhile was guarded by the number's version, so all of them are seen here.
  const keys = await core.documents.find<ApiKeyRow>(COLLECTIONS.apiKeys, { account, number: input.numberId });
  for (const { _id: apiKeyId } of keys) await revokeApiKey(core, context, { apiKeyId });
  return getRow<NumberRow>(core, COLLECTIONS.numbers, account, input.numberId, 'number');
}
