import { randomBytes } from 'node:crypto';
import { systemContext } from '../../administration/context.js';
import { createNumber } from '../../administration/numbers.js';
import { SYSTEM } from '../../domain/events.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { DAY_MS } from '../../lib/clock.js';
import type { ConversationRow, NumberRow } from '../../projections/rows.js';
import type { Services } from '../../services.js';
import { createDemoEvents, type DemoEvent, type DemoPlan } from './demoEvents.js';

export interface DemoNumber {
  readonly number: NumberRow;
  /** For signing webhooks of one's own; null when the number was there already. */
  readonly appSecret: string | null;
}

export interface SeedCounts {
  /** Events that the ingest path took in, by what became of them. */
  readonly stored: number;
  readonly duplicate: number;
  /** Not stored: the number's or the account's policy does not allow it. */
  readonly notStored: number;
}

export interface SeedHooks {
  readonly signal: AbortSignal;
  readonly onTotal: (events: number) => void;
  readonly onProgress: (done: number) => void;
}

/** As many webhooks as a busy provider has under way at once; the store joins them to transactions. */
const AT_ONCE = 64;
/** What came within the last day is left unread. */
const UNREAD_MS = DAY_MS;
const SECRET_BYTES = 24;

/** Finds the demo's number of that seed in the account, or makes it. */
export async function findOrCreateDemoNumber(
  core: Core,
  account: string,
  { name, seed }: { readonly name: string; readonly seed: number },
): Promise<DemoNumber> {
  const phoneNumberId = `demo-${String(seed)}`;
  const present = { account, phoneNumberId, removedAt: { $exists: false } };
  const found = await core.documents.findOne<NumberRow>(COLLECTIONS.numbers, present);
  if (found) return { number: found, appSecret: null };
  const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url');
  const appSecret = secret();
  // Ofcom keeps these numbers free for fiction.
  const phoneNumber = `+441632960${String(seed % 1000).padStart(3, '0')}`;
  const whatsapp = { phoneNumberId, accessToken: secret(), appSecret, verifyToken: secret() };
  return {
    number: await createNumber(core, systemContext(account), { name, phoneNumber, whatsapp }),
    appSecret,
  };
}

/**
 * Sends the demo's events down the real ingest path, each as if it had arrived when it happened. Doing it again adds
 * nothing that is there.
 */
export async function seedDemo(
  { core, receiver, conversations }: Services,
  number: NumberRow,
  plan: DemoPlan,
  { signal, onTotal, onProgress }: SeedHooks,
): Promise<SeedCounts> {
  const events = createDemoEvents(plan);
  const unreadFrom = plan.until.getTime() - UNREAD_MS;
  const counts = { stored: 0, duplicate: 0, notStored: 0 };
  let done = 0;
  const receive = async (event: DemoEvent): Promise<void> => {
    const { phoneNumberId = null } = number;
    const item = { phoneNumberId, displayPhoneNumber: number.phoneNumber, event };
    const { stored, duplicate, relayed, pastWindow } = await receiver.receive(number, [item], event.at);
    counts.stored += stored;
    counts.duplicate += duplicate;
    counts.notStored += relayed + pastWindow;
    done += 1;
    onProgress(done);
  };
  onTotal(events.length);
  const old = events.filter(({ at }) => at.getTime() < unreadFrom);
  await forEachAtOnce(old, signal, receive);
  await readAll(core, conversations, number, signal);
  await forEachAtOnce(events.slice(old.length), signal, receive);
  return counts;
}

async function readAll(
  { documents }: Core,
  conversations: Services['conversations'],
  { account, _id }: NumberRow,
  signal: AbortSignal,
): Promise<void> {
  const filter = { account, number: _id, last: { $exists: true } };
  const rows = await documents.find<ConversationRow>(COLLECTIONS.conversations, filter, { fields: ['_id'] });
  await forEachAtOnce(rows, signal, async ({ _id: id }) => {
    // One that is out of its window is nobody's to read.
    if (await conversations.find(account, id)) await conversations.markRead(account, id, SYSTEM);
  });
}

/** Works through the items in order, {@link AT_ONCE} of them at a time. */
async function forEachAtOnce<T>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let item = items[next]; item !== undefined; item = items[next]) {
      next += 1;
      signal.throwIfAborted();
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
