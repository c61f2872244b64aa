import type { InboundEventType } from '../domain/inboundEventTypes.js';
import { requireNumber } from '../auth/rights.js';
import { LetheError, notFound } from '../lib/errors.js';
import type { RelayedEvent } from '../relay/inboundEvents.js';
import { accountOf, principalOf, type GraphqlContext } from './context.js';
import { following, type Followed } from './following.js';
import { toIds } from './ids.js';

export interface InboundEventArgs {
  readonly numberIds?: readonly string[] | null;
  readonly types?: readonly InboundEventType[] | null;
  readonly after?: string | null;
}

/**
 * Follows what arrives for the numbers, within the scope of whoever asks, as long as they may.
 * @throws NOT_FOUND for a number that is not theirs; InvalidInput for a cursor that is none
 */
export async function followInboundEvents(
  context: GraphqlContext,
  { numberIds, types, after }: InboundEventArgs,
): Promise<Followed<RelayedEvent>> {
  const account = accountOf(context);
  const events = context.services.hub.subscribe({
    account,
    numberIds: await numbersInScope(context, numberIds ?? null),
    types: types ?? null,
    after: after ?? null,
  });
  return following(events, async ({ numberId }) => {
    const principal = await context.reauthenticate();
    if (principal.account !== account) throw new LetheError('FORBIDDEN', 'The account has changed.');
    requireNumber(principal, numberId);
  });
}

/** Null: all of the account. */
async function numbersInScope(
  context: GraphqlContext,
  wanted: readonly string[] | null,
): Promise<readonly string[] | null> {
  const principal = principalOf(context);
  if (wanted === null)
    return principal.kind === 'API_KEY' && principal.number !== null ? [principal.number] : null;
  const ids = toIds(wanted);
  const { directory } = context.services;
  for (const id of ids) {
    requireNumber(principal, id);
    if (!(await directory.number(principal.account, id))) throw notFound('number');
  }
  return ids;
}
