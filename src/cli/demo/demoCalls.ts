import type { InboundCall } from '../../channels/calls.js';
import type { PersonIdentity } from '../../channels/inbound.js';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../lib/clock.js';
import { createRandom, type Random } from './random.js';

/** Of so many messages there is one call. */
const MESSAGES_A_CALL = 25;
const MISSED_SHARE = 0.25;
const OURS_SHARE = 0.3;
const YEAR_MS = 365.25 * DAY_MS;

interface CallPlan {
  readonly messages: number;
  readonly years: number;
  readonly seed: number;
  readonly until: Date;
}

/** Calls with the same customers, in the order of time; another stream of chances, so that the chats stay as they are. */
export function createDemoCalls(plan: CallPlan, customers: readonly PersonIdentity[]): InboundCall[] {
  const random = createRandom(plan.seed + 1_000_003);
  const count = Math.ceil(plan.messages / MESSAGES_A_CALL);
  return Array.from({ length: count }, (_, index) => {
    const id = `demo-call-${String(plan.seed)}-${String(index)}`;
    return playCall(random, id, random.pick(customers), plan);
  }).flat();
}

function playCall(
  random: Random,
  externalId: string,
  peer: PersonIdentity,
  { years, until }: CallPlan,
): InboundCall[] {
  const ms = until.getTime() - Math.sqrt(random.next()) * years * YEAR_MS;
  const beganMs = Math.min(ms, until.getTime() - 30 * MINUTE_MS);
  const isOurs = random.chance(OURS_SHARE);
  const isMissed = random.chance(MISSED_SHARE);
  const connectedMs = beganMs + random.between(4, 25) * SECOND_MS;
  const durationSeconds = random.between(20, 900);
  const told = {
    kind: 'call',
    channel: 'WHATSAPP',
    externalId,
    peer,
    direction: isOurs ? 'OUTBOUND' : 'INBOUND',
    from: isOurs ? null : peer.phone,
    to: isOurs ? peer.phone : null,
    ...{ connectedAt: null, durationSeconds: null, errorCode: null },
    ...{ parentExternalId: null, accountSid: null },
  } as const;
  const ringing: InboundCall = { ...told, status: 'RINGING', at: wholeSecond(beganMs) };
  if (isMissed) return [ringing, { ...told, status: 'MISSED', at: wholeSecond(connectedMs) }];
  const connectedAt = wholeSecond(connectedMs);
  const endedAt = wholeSecond(connectedMs + durationSeconds * SECOND_MS);
  return [ringing, { ...told, status: 'COMPLETED', at: endedAt, connectedAt, durationSeconds }];
}

/** The provider counts in whole seconds. */
function wholeSecond(ms: number): Date {
  return new Date(ms - (ms % SECOND_MS));
}
