import {
  reasonErrors,
  placeHold as decidePlace,
  releaseHold as decideRelease,
} from '../domain/hold/holdCommands.js';
import { holdDecider, holdStream, type HoldFacts, type HoldTarget } from '../domain/hold/hold.js';
import { assertValid } from '../domain/checks.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Guard } from '../events/eventStore.js';
import { handle } from '../events/handle.js';
import { PERMANENT } from '../events/keyRing.js';
import { SubjectGone, type Payload } from '../events/vault.js';
import { invalid, notFound } from '../lib/errors.js';
import type { HoldReason, HoldRow } from '../projections/holds.js';
import type { ConversationRow } from '../projections/rows.js';
import { interruptErasures, resumeErasures } from '../retention/held.js';
import { noteHold } from '../retention/holdNotes.js';
import { target, type Context } from './context.js';
import { getNumber } from './numbers.js';
import { mapPage, readPage, type Page, type PageInput } from './page.js';
import { getRow } from './rows.js';

/** A hold and why it was placed; null: that went with whom it was about. */
export type HoldView = Omit<HoldRow, 'reason'> & { readonly reason: string | null };

export interface PlaceHoldInput {
  /** Exactly one of the three. */
  readonly numberId?: string | null | undefined;
  readonly contactId?: string | null | undefined;
  readonly conversationId?: string | null | undefined;
  readonly reason: string;
}

/**
 * Keeps whatever erases off a number, a contact or a conversation until the hold is released. When this returns, no
 * batch that was chosen before can still be erased.
 * @throws InvalidInput; NOT_FOUND for what is not there, or is erased already
 */
export async function placeHold(core: Core, context: Context, input: PlaceHoldInput): Promise<HoldView> {
  const { account } = context;
  const { reason } = input;
  const wanted = targetOf(input);
  assertValid(reasonErrors(reason));
  const id = core.newId();
  await handle(core.store, holdDecider, target(context, holdStream(id)), async (state) => {
    const { facts, guard } = await findTarget(core, account, wanted);
    const payload = await sealReason(core, account, facts, { reason: reason.trim() });
    return {
      events: decidePlace(state, { facts, reason, payload: payload._id }),
      payloads: [payload],
      guard,
      also: interruptErasures(account),
    };
  });
  return noteAndShow(core, account, id);
}

/** Ends a hold; what is due by then goes in the next run. @throws NOT_FOUND */
export async function releaseHold(
  core: Core,
  context: Context,
  { holdId }: { readonly holdId: string },
): Promise<HoldView> {
  await handle(core.store, holdDecider, target(context, holdStream(holdId)), (state) => ({
    events: decideRelease(state),
    also: [resumeErasures(context.account, core.clock())],
  }));
  return noteAndShow(core, context.account, holdId);
}

async function noteAndShow(core: Core, account: string, id: string): Promise<HoldView> {
  await noteHold(core, await getRow<HoldRow>(core, COLLECTIONS.holds, account, id, 'hold'));
  return getHold(core, account, id);
}

/** @throws NOT_FOUND */
export async function getHold(core: Core, account: string, id: string): Promise<HoldView> {
  const row = await getRow<HoldRow>(core, COLLECTIONS.holds, account, id, 'hold');
  const [view = { ...row, reason: null }] = await withReasons(core, account, [row]);
  return view;
}

/** The account's holds, newest first. @param isActive only those that are not released, or only those that are */
export async function listHolds(
  core: Core,
  account: string,
  page: PageInput,
  isActive: boolean | null,
): Promise<Page<HoldView>> {
  const order = { field: 'createdAt', direction: -1 } as const;
  const filter = { account, ...(isActive !== null && { active: { $exists: isActive } }) };
  const rows = await readPage<HoldRow>(core, COLLECTIONS.holds, filter, order, page);
  const nodes = rows.edges.map(({ node }) => node);
  return mapPage(rows, await withReasons(core, account, nodes));
}

async function withReasons(core: Core, account: string, rows: readonly HoldRow[]): Promise<HoldView[]> {
  const ids = rows.map(({ reason }) => reason);
  const opened = (await core.vault.read(account, ids, 'STORE')) as ReadonlyMap<string, HoldReason>;
  return rows.map((row) => ({ ...row, reason: opened.get(row.reason)?.reason ?? null }));
}

/** @throws InvalidInput unless exactly one is named */
function targetOf({ numberId, contactId, conversationId }: PlaceHoldInput): HoldTarget {
  const named = [
    { kind: 'NUMBER', id: numberId },
    { kind: 'CONTACT', id: contactId },
    { kind: 'CONVERSATION', id: conversationId },
  ] as const;
  const [first, ...more] = named.flatMap(({ kind, id }) => (typeof id === 'string' ? { kind, id } : []));
  if (!first || more.length > 0)
    throw invalid('numberId', 'ONE_NEEDED', 'Name either a numberId, a contactId or a conversationId.');
  return first;
}

async function findTarget(
  core: Core,
  account: string,
  wanted: HoldTarget,
): Promise<{ readonly facts: HoldFacts; readonly guard: Guard }> {
  const { kind, id } = wanted;
  if (kind === 'NUMBER') {
    const { version } = await getNumber(core, account, id);
    const facts = { number: id, target: wanted, isGroup: false };
    return { facts, guard: { collection: COLLECTIONS.numbers, id, version } };
  }
  const what = kind === 'CONTACT' ? 'contact' : 'conversation';
  const row = await getRow<ConversationRow>(core, COLLECTIONS.conversations, account, id, what);
  const isGroup = row.type === 'GROUP';
  if (kind === 'CONTACT' && isGroup) throw notFound(what);
  const facts = { number: row.number, target: wanted, isGroup };
  return { facts, guard: { collection: COLLECTIONS.conversations, id, version: row.version } };
}

/** Under the secret of whom it is about: it is forgotten with them. */
async function sealReason(
  { vault }: Core,
  account: string,
  { target: { kind, id } }: HoldFacts,
  content: HoldReason,
): Promise<Payload> {
  const place = { account, scope: 'account', content };
  if (kind === 'NUMBER') return vault.seal({ ...place, day: PERMANENT, subject: null });
  try {
    return await vault.seal({ ...place, day: null, subject: id });
  } catch (error) {
    if (error instanceof SubjectGone) throw notFound(kind === 'CONTACT' ? 'contact' : 'conversation');
    throw error;
  }
}
