import type { Call, CallConnection } from '../../schema/types/call.type.js';
import type { CallsArgs, RecordingsArgs } from '../../schema/types/calls.input.js';
import type { Recording, RecordingConnection } from '../../schema/types/recording.type.js';
import { mayUseNumber } from '../auth/rights.js';
import { notFound } from '../lib/errors.js';
import type { CallQuery, CallView } from '../reading/calls.js';
import type { RecordingQuery, RecordingView } from '../reading/recordings.js';
import { principalOf, type GraphqlContext } from './context.js';
import { toId, toIdOrNull } from './ids.js';
import { connectionOf, limitOf, placeOf, rangeOf } from './pages.js';
import { scopeOf } from './sendLog.js';

/** A page of calls, newest first. @throws InvalidInput, NOT_FOUND */
export async function callPage(
  context: GraphqlContext,
  { first, after, numberId, direction, status, ...range }: CallsArgs,
): Promise<CallConnection> {
  const { calls } = context.services;
  const query: CallQuery = {
    ...scopeOf(context, numberId),
    ...(direction && { direction }),
    ...(status && { status }),
    ...rangeOf(range),
  };
  const from = placeOf('after', after);
  const page = await calls.list(query, { limit: limitOf('first', first), after: from });
  return connectionOf(page, showCall, placeOfRow, {
    isFirst: from === null,
    count: () => calls.count(query),
  });
}

/** A page of recordings, newest first. @throws InvalidInput, NOT_FOUND */
export async function recordingPage(
  context: GraphqlContext,
  { first, after, numberId, callId, direction, status, ...range }: RecordingsArgs,
): Promise<RecordingConnection> {
  const { recordings } = context.services;
  const call = toIdOrNull(callId);
  const query: RecordingQuery = {
    ...scopeOf(context, numberId),
    ...(call !== null && { callId: call }),
    ...(direction && { direction }),
    ...(status && { status }),
    ...rangeOf(range),
  };
  const from = placeOf('after', after);
  const page = await recordings.list(query, { limit: limitOf('first', first), after: from });
  const count = (): Promise<number> => recordings.count(query);
  return connectionOf(page, showRecording, placeOfRow, { isFirst: from === null, count });
}

/** Null when it is not there, out of its window, or outside the scope of whoever asks. */
export async function findCall(context: GraphqlContext, id: string | null): Promise<Call | null> {
  const view = id === null ? null : await context.loaders.call(id);
  return view && mayUseNumber(principalOf(context), view.row.number) ? showCall(view) : null;
}

/** @throws NOT_FOUND */
export async function getCall(context: GraphqlContext, id: string): Promise<Call> {
  const found = await findCall(context, toId(id));
  if (!found) throw notFound('call');
  return found;
}

/** Likewise. */
export async function findRecording(context: GraphqlContext, id: string): Promise<Recording | null> {
  const view = await context.loaders.recording(id);
  return view && mayUseNumber(principalOf(context), view.row.number) ? showRecording(view) : null;
}

/** The recordings of a call that is shown, oldest first. */
export async function recordingsOf(context: GraphqlContext, call: Call): Promise<readonly Recording[]> {
  return ((await context.loaders.recordingsOfCall(call.id)) ?? []).map(showRecording);
}

function placeOfRow({ row }: CallView | RecordingView): { readonly at: Date; readonly id: string } {
  return { at: row.at, id: row._id };
}

function showCall({ row, pii, peer, conversation, ...view }: CallView): Call {
  const { _id: id, number: numberId, at: createdAt, parent: parentId, ...facts } = row;
  const { channel, direction, status, startedAt, connectedAt, endedAt, durationSeconds, errorCode } = facts;
  const party = (row.direction === 'INBOUND' ? pii?.from : pii?.to) ?? null;
  return {
    ...{ id, channel, direction, status, createdAt, startedAt, connectedAt, endedAt, durationSeconds },
    ...{ errorCode, updatedAt: row.updatedAt, numberId, parentId, conversationId: conversation },
    from: pii?.from ?? null,
    to: pii?.to ?? null,
    peer: party,
    peerName: peer?.name ?? null,
    externalId: pii?.externalId ?? null,
    contentState: view.contentState,
    expiresAt: view.expiresAt,
    decidedBy: view.decidedBy,
  };
}

function showRecording({ row, pii, copy, url, ...view }: RecordingView): Recording {
  const { _id: id, number: numberId, call: callId, at: createdAt, ...facts } = row;
  const { status, place, direction, startedAt, durationSeconds, channels } = facts;
  const copyState = copy === null || copy.state === 'DOOMED' ? null : copy.state;
  return {
    ...{ id, status, place, direction, createdAt, startedAt, durationSeconds, channels, numberId, callId },
    ...{ url, copyState, bytes: copyState === 'STORED' ? (copy?.bytes ?? null) : null },
    externalId: pii?.externalId ?? null,
    contentState: view.contentState,
    expiresAt: view.expiresAt,
    decidedBy: view.decidedBy,
  };
}
