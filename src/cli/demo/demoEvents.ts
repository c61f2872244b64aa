import type { InboundChat, InboundMessage, PersonIdentity } from '../../channels/inbound.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/clock.js';
import type { InboundCall } from '../../channels/calls.js';
import { contentOf } from './contents.js';
import { DIALOGUES, GROUP_DIALOGUES, type Line } from './dialogues.js';
import { createDemoCalls } from './demoCalls.js';
import { createCast, type DemoGroup } from './people.js';
import { createRandom, type Random } from './random.js';

export interface DemoPlan {
  /** How many messages; statuses, edits and the like come on top. */
  readonly messages: number;
  readonly years: number;
  readonly seed: number;
  /** Nothing happens after this instant. */
  readonly until: Date;
}

/** What happens at a number: chats and calls. */
export type DemoEvent = InboundChat | InboundCall;

const YEAR_MS = 365.25 * DAY_MS;
const GROUP_SHARE = 0.2;
const REPLY_SHARE = 0.15;
const EDIT_SHARE = 0.02;
const REVOCATION_SHARE = 0.01;
const READ_SHARE = 0.8;

/**
 * The life of a small shop's number: conversations over years, more of them lately, in the order of time. The same
 * plan gives the same events.
 */
export function createDemoEvents(plan: DemoPlan): DemoEvent[] {
  const random = createRandom(plan.seed);
  const cast = createCast(random, plan.messages);
  const events: DemoEvent[] = [];
  let left = plan.messages;
  for (let thread = 0; left > 0; thread += 1) {
    const group = random.chance(GROUP_SHARE) ? random.pick(cast.groups) : null;
    const lines = random.pick(group ? GROUP_DIALOGUES : DIALOGUES).slice(0, left);
    left -= lines.length;
    const script = {
      lines,
      group,
      customer: random.pick(cast.customers),
      name: `${String(plan.seed)}-${String(thread)}`,
    };
    events.push(...play(random, script, plan, startOf(random, plan, thread)));
  }
  events.push(...createDemoCalls(plan, cast.customers));
  return events.sort((a, b) => a.at.getTime() - b.at.getTime());
}

interface Script {
  readonly lines: readonly Line[];
  readonly group: DemoGroup | null;
  readonly customer: PersonIdentity;
  readonly name: string;
}

/** Business hours; the square root makes recent days busier. The first few are of the last hours: what is unread. */
function startOf(random: Random, { years, until }: DemoPlan, thread: number): Date {
  if (thread < 6) return new Date(until.getTime() - random.between(1, 20) * HOUR_MS);
  const share = Math.sqrt(random.next());
  const day = until.getTime() - (1 - share) * years * YEAR_MS;
  return new Date(day - (day % DAY_MS) + random.between(8 * 60, 18 * 60) * MINUTE_MS);
}

function play(
  random: Random,
  { lines, group, customer, name }: Script,
  { until }: DemoPlan,
  start: Date,
): DemoEvent[] {
  const events: DemoEvent[] = [];
  let now = start.getTime();
  let previous = `demo-${name}-0`;
  lines.forEach(({ by, say }, index) => {
    now += random.between(20, 1_200) * SECOND_MS;
    const externalId = `demo-${name}-${String(index)}`;
    const content = contentOf(random, say, previous);
    const isOurs = by === 'shop';
    const peer = group && isOurs ? NOBODY : group ? random.pick(group.members) : customer;
    const repliedTo = index > 0 && random.chance(REPLY_SHARE) ? previous : null;
    const message: InboundMessage = {
      kind: 'message',
      externalId,
      direction: isOurs ? 'OUTBOUND' : 'INBOUND',
      at: wholeSecond(Math.min(now, until.getTime())),
      peer,
      group: group?.group ?? null,
      type: content.type,
      content,
      context: repliedTo === null ? null : { ...PLAIN, repliedTo },
      referral: null,
      reactsTo: content.type === 'reaction' ? content.messageId : null,
    };
    events.push(message, ...aftermath(random, message, until));
    previous = externalId;
  });
  return events;
}

/** What became of a message: the way of ours is reported, some are changed, a few taken back. */
function aftermath(random: Random, message: InboundMessage, until: Date): DemoEvent[] {
  const { externalId, direction, peer, group, type } = message;
  const at = wholeSecond(
    Math.min(message.at.getTime() + random.between(5, 900) * SECOND_MS, until.getTime()),
  );
  const common = { direction, at, peer, group };
  if (direction === 'OUTBOUND') {
    const status = random.chance(READ_SHARE) ? 'READ' : 'DELIVERED';
    const rest = {
      recipient: null,
      groupId: null,
      pricing: null,
      conversation: null,
      errors: [],
      trackingData: null,
    };
    return [{ kind: 'status', externalId, status, at, ...rest }];
  }
  if (type === 'text' && random.chance(EDIT_SHARE)) {
    const content = { type: 'text', body: 'Sorry, wrong chat. Forget what I wrote.' } as const;
    return [
      { kind: 'edit', externalId: `${externalId}-e`, originalId: externalId, type, content, ...common },
    ];
  }
  if (random.chance(REVOCATION_SHARE))
    return [{ kind: 'revocation', externalId: `${externalId}-r`, originalId: externalId, ...common }];
  return [];
}

const PLAIN = { forwarded: false, frequentlyForwarded: false, referredProduct: null } as const;
const NOBODY: PersonIdentity = { phone: null, userId: null, parentUserId: null, username: null, name: null };

/** The provider counts in whole seconds. */
function wholeSecond(ms: number): Date {
  return new Date(ms - (ms % SECOND_MS));
}
