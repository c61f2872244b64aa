import { LetheError } from '../../lib/errors.js';
import type { DeliveryStatusName } from '../deliveryStatus/deliveryStatus.js';
import type { Decider as PolicyDecider } from '../policies.js';
import type { KnownSend, SendEvent, SendFacts, SendQueued, SendState } from './send.js';
import { statusAfter, type SendFailureReason, type SendStatus } from './sendStatus.js';

/** A send was asked for. Asking again for the same id gives nothing. */
export function queueSend(
  state: SendState,
  data: SendQueued['data'],
  payload: string | null,
): readonly SendEvent[] {
  if (state.kind !== 'NONE') return [];
  return [{ type: 'SendQueued', data, ...(payload !== null && { payload }) }];
}

/**
 * The provider took it. A second acceptance gives nothing; one that comes after we gave up on hearing of it does.
 * @param payload the PII sealed anew; null where none is kept. Ignored when the entry was redacted meanwhile
 */
export function acceptSend(
  state: SendState,
  command: {
    readonly at: Date;
    readonly externalKey: string;
    readonly externalId: string | null;
    /** The provider keeps it for a check of its own (`held_for_quality_assessment`): it is not sent yet. */
    readonly isHeld: boolean;
    readonly payload: { readonly id: string; readonly bytes: number } | null;
  },
): readonly SendEvent[] {
  if (state.kind === 'NONE' || state.externalKey !== null) return [];
  const { at, externalKey, externalId, isHeld } = command;
  const to = isHeld || state.status === 'CANCELED' ? state.status : afterAcceptance(state);
  const payload = state.payload === null ? null : command.payload;
  const bytes = payload?.bytes ?? state.facts.bytes;
  const data = { ...transition(state, at, to), externalKey, externalId, bytes };
  return [{ type: 'SendAccepted', data, ...(payload && { payload: payload.id }) }];
}

function afterAcceptance(state: KnownSend): SendStatus {
  return statusAfter(state.status, state.failure, 'SENT');
}

/** It will not be sent any more. Only what is still queued can fail so. */
export function failSend(
  state: SendState,
  command: {
    readonly at: Date;
    readonly reason: SendFailureReason;
    readonly errorCode: number | null;
    readonly errorMessage: string;
  },
): readonly SendEvent[] {
  if (state.kind === 'NONE' || state.status !== 'QUEUED' || state.externalKey !== null) return [];
  const { at, reason, errorCode, errorMessage } = command;
  return [
    { type: 'SendFailed', data: { ...transition(state, at, 'FAILED'), reason, errorCode, errorMessage } },
  ];
}

/** Takes back what has not been handed to the provider. @throws LetheError CONFLICT, with the reason in a sentence */
export function cancelSend(state: SendState, at: Date): readonly SendEvent[] {
  if (state.kind === 'NONE' || state.status === 'CANCELED') return [];
  if (state.status !== 'QUEUED' || state.externalKey !== null)
    throw new LetheError('CONFLICT', `It is ${state.status} already: only what still waits can be canceled.`);
  return [{ type: 'SendCanceled', data: transition(state, at, 'CANCELED') }];
}

/** The provider told of its way. A status that was told before gives nothing. */
export function reportSendStatus(
  state: SendState,
  command: {
    readonly status: DeliveryStatusName;
    readonly at: Date;
    readonly errorCode: number | null;
    readonly errorMessage: string | null;
    readonly pricing: Readonly<Record<string, unknown>> | null;
    readonly providerConversation: { readonly id: string | null; readonly originType: string | null } | null;
  },
): readonly SendEvent[] {
  if (state.kind === 'NONE' || state.seen.includes(command.status)) return [];
  const to = statusAfter(state.status, state.failure, command.status);
  const { at, ...told } = command;
  return [{ type: 'SendStatusReported', data: { ...transition(state, at, to), ...told } }];
}

/** Its PII is due: the row stays. What holds none gives nothing. */
export function redactSend(
  state: SendState,
  command: { readonly at: Date; readonly by: PolicyDecider },
): readonly SendEvent[] {
  if (state.kind === 'NONE' || state.payload === null) return [];
  return [{ type: 'SendRedacted', data: { number: state.facts.number, ...command } }];
}

function transition(
  state: { readonly facts: SendFacts; readonly status: SendStatus },
  at: Date,
  to: SendStatus,
) {
  const { number, at: queuedAt, chatwoot } = state.facts;
  return { number, queuedAt, at, from: state.status, to, ...(chatwoot && { chatwoot }) };
}
