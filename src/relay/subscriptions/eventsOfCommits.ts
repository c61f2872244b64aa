import type { MessageContent } from '../../channels/inbound.js';
import { groupBy } from '../../lib/collections.js';
import type { StatusReported } from '../../domain/deliveryStatus/deliveryStatus.js';
import type { SubjectIdentity } from '../../domain/contact/contact.js';
import type { MessageEvent } from '../../domain/message/message.js';
import type { Core } from '../../events/core.js';
import type { Commit } from '../../events/eventStore.js';
import type { PayloadSource } from '../../events/vault.js';
import { fileOf } from '../../media/mediaContent.js';
import type { MediaLinks } from '../../media/mediaLinks.js';
import { readIdentities } from '../../projections/identities.js';
import type { Directory } from '../../projections/directory.js';
import type { MessagePii, NumberRow } from '../../projections/rows.js';
import { SEND_STREAM } from '../../projections/sendLog.js';
import type { RelayedEvent } from '../inboundEvents.js';
import { messageEvent } from '../messageEvent.js';
import { readQuotedTexts } from './quotedTexts.js';
import { eventsOfCalls, isOfCall } from './callEvents.js';
import { readablePlace } from './readablePlace.js';
import { eventsOfSends } from './sendEvents.js';
import { payloadsOfStatuses, rowsOfStatuses, statusRelayed } from './statusEvents.js';

const MESSAGE = 'message:';
const STATUS = 'status:';

export function isRelayed(commit: Commit): boolean {
  const { stream } = commit;
  const isOfMessage = [MESSAGE, STATUS, SEND_STREAM].some((prefix) => stream.startsWith(prefix));
  return isOfMessage || isOfCall(commit);
}

/**
 * The events that commits are relayed as, in order, with one read for all payloads and one for all identities.
 * What is out of its window or erased by now gives no event: a replay never shows what is forgotten.
 * @param source `STORE` for a replay; commits of this moment may have their payloads still in memory
 */
export async function eventsOfCommits(
  core: Core,
  directory: Directory,
  commits: readonly Commit[],
  source: PayloadSource,
  links: MediaLinks,
): Promise<RelayedEvent[]> {
  const byAccount = groupBy(commits.filter(isRelayed), ({ account }) => account);
  const built = await Promise.all(
    [...byAccount].map(([account, own]) => eventsOfAccount(core, directory, account, own, source, links)),
  );
  const byCommit = new Map(built.flat().map((found) => [found.commit, found.event]));
  return commits.flatMap(({ _id }) => byCommit.get(_id) ?? []);
}

/** What events are made of, by ids. */
interface Read {
  readonly contents: ReadonlyMap<string, unknown>;
  readonly identities: ReadonlyMap<string, SubjectIdentity>;
  readonly quoted: ReadonlyMap<string, string>;
}

interface Found {
  readonly commit: string;
  readonly event: RelayedEvent;
}

async function eventsOfAccount(
  core: Core,
  directory: Directory,
  account: string,
  all: readonly Commit[],
  source: PayloadSource,
  links: MediaLinks,
): Promise<Found[]> {
  const ofSends = all.filter(({ stream }) => stream.startsWith(SEND_STREAM));
  const sendEvents = await eventsOfSends(core, directory, account, ofSends, source);
  const callEvents = await eventsOfCalls(core, directory, account, all.filter(isOfCall), source, links);
  const commits = all.filter(
    (commit) => !commit.stream.startsWith(SEND_STREAM) && !isOfSend(commit) && !isOfCall(commit),
  );
  const messages = commits.filter(({ stream }) => stream.startsWith(MESSAGE));
  const facts = messages.flatMap(({ events }) =>
    (events as unknown as readonly MessageEvent[]).map(({ data }) => data),
  );
  const statusRows = await rowsOfStatuses(core, account, commits);
  const payloads = [
    ...messages.flatMap(({ events }) => events.flatMap(({ payload }) => payload ?? [])),
    ...payloadsOfStatuses(statusRows),
  ];
  const subjects = [
    ...facts.flatMap(({ subject, conversation, isGroup }) => (isGroup ? [subject, conversation] : [subject])),
    ...[...statusRows.messages.values()].map(({ subject }) => subject),
  ];
  const quotes = facts.flatMap(({ repliesTo }) => repliesTo ?? []);
  const [contents, identities, quoted] = await Promise.all([
    core.vault.read(account, payloads, source),
    readIdentities(core, account, subjects),
    readQuotedTexts(core, directory, account, quotes),
  ]);

  const found: Found[] = [...sendEvents, ...callEvents].map(([commit, event]) => ({ commit, event }));
  for (const commit of commits) {
    const [event] = commit.events as unknown as readonly (MessageEvent | StatusReported)[];
    if (!event) continue;
    const place = await readablePlace(core, directory, account, event.data.number, event.data.at);
    if (!place) continue;
    const relayed =
      event.type === 'StatusReported'
        ? statusRelayed(commit, event, place, statusRows, contents, identities)
        : await messageRelayed(commit, event, place, { contents, identities, quoted }, links);
    if (relayed) found.push({ commit: commit._id, event: relayed });
  }
  return found;
}

/** What was written here and is sent from here is told by its send, not as a message that arrived. */
function isOfSend({ stream, events }: Commit): boolean {
  const [first] = events as unknown as readonly MessageEvent[];
  return (
    stream.startsWith(MESSAGE) && (first?.type === 'MessageComposed' || first?.type === 'MessageAccepted')
  );
}

async function messageRelayed(
  commit: Commit,
  event: MessageEvent,
  number: NumberRow,
  { contents, identities, quoted }: Read,
  links: MediaLinks,
): Promise<RelayedEvent | null> {
  const { data, payload } = event;
  const pii = payload === undefined ? null : ((contents.get(payload) as MessagePii | undefined) ?? null);
  const isRevoked = event.type === 'MessageRevoked';
  // Erased since, or superseded by an edit that came first: there is nothing to tell.
  if (!pii && !isRevoked) return null;
  const id = commit.stream.slice(MESSAGE.length);
  const told = messageEvent({
    numberId: number._id,
    ownPhone: number.phoneNumber,
    id,
    externalId: pii?.externalId ?? null,
    direction: data.direction,
    at: data.providerAt,
    person: identities.get(data.subject) ?? null,
    group: data.isGroup ? (identities.get(data.conversation) ?? null) : null,
    content: (pii?.content as MessageContent | undefined) ?? null,
    quotedExternalId: pii?.repliedToExternalId ?? null,
    quotedText: quoted.get(data.repliesTo ?? '') ?? null,
    mediaLink: fileOf(pii)?.media.providerMediaId
      ? await links.toStored({ account: commit.account, message: id })
      : null,
    isEdited: event.type === 'MessageEdited',
    isRevoked,
  });
  return {
    id: `${id}:${String(commit.version)}`,
    account: commit.account,
    numberId: number._id,
    cursor: commit._id,
    ...told,
  };
}
