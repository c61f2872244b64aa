import { assertValid } from '../domain/checks.js';
import { createNumber as decideCreate } from '../domain/number/createNumber.js';
import {
  numberDecider,
  numberStream,
  type NumberDetails,
  type NumberEvent,
} from '../domain/number/number.js';
import { detailErrors, liveNumber } from '../domain/number/numberChecks.js';
import { updateNumber as decideUpdate } from '../domain/number/updateNumber.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import type { Write } from '../events/writes.js';
import { invalid, notFound } from '../lib/errors.js';
import type { NumberRow } from '../projections/rows.js';
import { numberEventName } from '../relay/webhooks/numberEvent.js';
import { relayWrite } from '../relay/webhooks/relayOutbox.js';
import { target, type Context } from './context.js';
import { mergeParts, partsOf, type CreateNumberInput, type UpdateNumberInput } from './numberInput.js';
import { isSameSecrets, openSecrets, sealSecrets, secretErrors } from './numberSecrets.js';
import { readPage, type Page, type PageInput } from './page.js';
import { hasWebhooks } from './webhooks.js';

const PRESENT = { removedAt: { $exists: false } };

/**
 * Adds a number to the account; it stores indefinitely until told otherwise.
 * @throws InvalidInput, with code `CONFLICT` when the account has a number of that `phoneNumberId`
 */
export async function createNumber(
  core: Core,
  context: Context,
  input: CreateNumberInput,
): Promise<NumberRow> {
  const id = core.newId();
  const { details, secrets } = partsOf(input);
  // Before sealing: what is refused leaves no trace, not even a key.
  assertValid(detailErrors(details), secretErrors(secrets));
  const payload = await sealSecrets(core, context.account, secrets);
  await handle(core.store, numberDecider, target(context, numberStream(id)), async (state) => {
    await assertProviderIdFree(core, context.account, id, details);
    return { events: decideCreate(state, { details, secrets: payload._id }), payloads: [payload] };
  });
  return getNumber(core, context.account, id);
}

/** Changes what is given, leaves the rest; secrets that change replace the old ones, which are erased. */
export async function updateNumber(
  core: Core,
  context: Context,
  { numberId, ...change }: UpdateNumberInput,
): Promise<NumberRow> {
  const { account } = context;
  const stream = numberStream(numberId);
  const tell = async (events: readonly NumberEvent[], version: number): Promise<readonly Write[]> => {
    const isTold = events.some((event) => numberEventName(event) !== null);
    if (!isTold || !(await hasWebhooks(core, account, numberId))) return [];
    const event = { account, number: numberId, stream, conversation: stream, at: core.clock() };
    return [relayWrite(core, { ...event, version: version + 1 })];
  };
  await handle(core.store, numberDecider, target(context, stream), async (state, version) => {
    const live = liveNumber(state);
    const old = await openSecrets(core, account, live.secrets);
    const { details, secrets } = mergeParts({ details: live.details, secrets: old }, change);
    assertValid(detailErrors(details), secretErrors(secrets));
    await assertProviderIdFree(core, account, numberId, details);
    if (isSameSecrets(old, secrets)) {
      const events = decideUpdate(state, { details, secrets: null });
      return { events, also: await tell(events, version) };
    }
    const payload = await sealSecrets(core, account, secrets);
    const events = decideUpdate(state, { details, secrets: payload._id });
    return {
      events,
      also: await tell(events, version),
      payloads: [payload],
      erase: live.secrets === null ? [] : [live.secrets],
    };
  });
  return getNumber(core, account, numberId);
}

/** @throws NOT_FOUND, also for a removed number */
export async function getNumber(core: Core, account: string, id: string): Promise<NumberRow> {
  const row = await core.documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: id, account, ...PRESENT });
  if (!row) throw notFound('number');
  return row;
}

/** The account's numbers, oldest first. */
export function listNumbers(core: Core, account: string, page: PageInput): Promise<Page<NumberRow>> {
  const order = { field: 'createdAt', direction: 1 } as const;
  return readPage<NumberRow>(core, COLLECTIONS.numbers, { account, ...PRESENT }, order, page);
}

/** All of the account's numbers at once, oldest first: REST answers an array. */
export function allNumbers({ documents }: Core, account: string): Promise<NumberRow[]> {
  const sort = { createdAt: 1, _id: 1 } as const;
  return documents.find<NumberRow>(COLLECTIONS.numbers, { account, ...PRESENT }, { sort });
}

// The unique index decides a race; this finds the usual case, and on the retry after a race the lost one.
async function assertProviderIdFree(
  { documents }: Core,
  account: string,
  id: string,
  { phoneNumberId }: NumberDetails,
): Promise<void> {
  if (phoneNumberId === null) return;
  const other = await documents.findOne<NumberRow>(COLLECTIONS.numbers, { account, phoneNumberId });
  if (other && other._id !== id)
    throw invalid('whatsapp.phoneNumberId', 'CONFLICT', 'The account has this number already.');
}
