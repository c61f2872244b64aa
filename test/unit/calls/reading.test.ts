import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { updateDataRetention } from '../../../src/administration/accounts.js';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { systemContext } from '../../../src/administration/context.js';
import type { InboundCall, InboundRecording } from '../../../src/channels/calls.js';
import type { Principal } from '../../../src/auth/principal.js';
import type { PiiMode } from '../../../src/domain/policies.js';
import { ENDPOINTS } from '../../../src/http/rest/endpoints.js';
import { DAY_MS, SECOND_MS } from '../../../src/lib/clock.js';
import { createTestGraphql, type TestGraphql } from '../../support/graphql.js';
import { startRestGateway, type RestGateway } from '../../support/restGateway.js';
import type { TestGateway } from '../../support/gateway.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const ago = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);
const DAYS = [1, 3, 8, 20];
const CALLER = '+447700900321';

function callOf(id: string, at: Date, more: Partial<InboundCall> = {}): InboundCall {
  return {
    ...{ kind: 'call', channel: 'TELEPHONY', externalId: id, direction: 'INBOUND', status: 'COMPLETED', at },
    peer: { phone: CALLER, userId: null, parentUserId: null, username: null, name: null },
    ...{ from: CALLER, to: '+4930123456', connectedAt: null, durationSeconds: 60, errorCode: null },
    ...{ parentExternalId: null, accountSid: 'AC1' },
    ...more,
  };
}

function recordingOf(id: string, externalCallId: string, at: Date): InboundRecording {
  return {
    ...{ kind: 'recording', externalId: id, externalCallId, accountSid: 'AC1', status: 'AVAILABLE', at },
    ...{ durationSeconds: 55, channels: 1, url: null },
  };
}

/** A call with a recording on each of the days, told as it happened. */
async function withHistory({ services, account, number }: TestGateway, of = number._id): Promise<void> {
  const place = { account, number: of };
  for (const days of DAYS) {
    const id = `CA${of}${String(days)}`;
    const at = ago(days);
    await services.callReceiver.receive(place, callOf(id, at), at);
    const later = new Date(at.getTime() + 5 * SECOND_MS);
    await services.callReceiver.receive(place, recordingOf(`RE${id}`, id, later), later);
  }
}

describe('calls by GraphQL', () => {
  let graphql: TestGraphql;
  interface Listed {
    readonly edges: readonly { readonly cursor: string; readonly node: Record<string, unknown> }[];
    readonly totalCount: number;
    readonly notice: string | null;
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  }
  const CALLS = `query ($numberId: ID, $direction: Direction, $status: CallStatus, $first: Int, $after: String) {
    calls(numberId: $numberId, direction: $direction, status: $status, first: $first, after: $after) {
      edges { cursor node { id from to peer status durationSeconds contentState expiresAt decidedBy recordings { id url place } } }
      pageInfo { endCursor hasNextPage } totalCount notice } }`;
  const RECORDINGS = `query ($numberId: ID, $direction: Direction) { recordings(numberId: $numberId, direction: $direction) {
      edges { cursor node { id url contentState call { from } } } pageInfo { endCursor hasNextPage } totalCount notice } }`;
  const list = async (
    query: string,
    variables: Record<string, unknown> = {},
    asking: Principal = graphql.userOf('AGENT'),
  ): Promise<Listed> => {
    const { data, codes } = await graphql.run(query, asking, variables);
    expect(codes).toEqual([]);
    return Object.values(data ?? {})[0] as unknown as Listed;
  };
  const setMode = (mode: PiiMode, days?: number): Promise<unknown> =>
    setNumberPiiMode(graphql.core, systemContext(graphql.account), {
      ...{ numberId: graphql.number._id, mode },
      ...(days !== undefined && { piiRetentionDays: days }),
    });

  beforeAll(async () => {
    graphql = await createTestGraphql({ now: NOW });
    await withHistory(graphql);
  });

  it('newest first, a page at a time, with what was said of them', async () => {
    const all = await list(CALLS);
    expect([all.totalCount, all.notice, all.edges.length]).toEqual([4, null, 4]);
    expect(all.edges[0]?.node).toMatchObject({
      ...{ from: CALLER, to: '+4930123456', peer: CALLER, status: 'COMPLETED', durationSeconds: 60 },
      ...{ contentState: 'PRESENT', expiresAt: null, recordings: [{ place: 'THIRD_PARTY' }] },
    });
    const first = await list(CALLS, { first: 3 });
    const rest = await list(CALLS, { first: 3, after: first.pageInfo.endCursor });
    expect([...first.edges, ...rest.edges].map(({ node }) => node['id'])).toEqual(
      all.edges.map(({ node }) => node['id']),
    );
    expect((await list(CALLS, { direction: 'OUTBOUND' })).totalCount).toBe(0);
    expect((await list(CALLS, { status: 'COMPLETED' })).totalCount).toBe(4);
    const recordings = await list(RECORDINGS, { direction: 'INBOUND' });
    expect(recordings.totalCount).toBe(4);
    expect(recordings.edges[0]?.node).toMatchObject({ call: { from: CALLER } });
  });

  it('by id, and as nodes, for whoever may see the number', async () => {
    const [edge] = (await list(CALLS, { first: 1 })).edges;
    const id = edge?.node['id'];
    const NODE = 'query ($id: ID!) { node(id: $id) { id __typename } call(id: $id) { externalId } }';
    const { data } = await graphql.run(NODE, graphql.userOf('AGENT'), { id });
    expect(data).toMatchObject({ node: { id, __typename: 'Call' } });
    const stranger = graphql.keyOf('00000000-0000-7000-8000-00000000000b');
    expect((await graphql.run(NODE, stranger, { id })).codes).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    expect((await list(CALLS, {}, graphql.keyOf(graphql.number._id))).totalCount).toBe(4);
  });

  it('live, with the fields of the webhook', async () => {
    const SUBSCRIPTION = `subscription { inboundEventReceived(types: [CALL_ENDED, RECORDING_AVAILABLE]) {
      event data { id fromMe callId externalCallId direction status from to duration recordingId place recordingLink } } }`;
    const events = await graphql.follow(SUBSCRIPTION, graphql.userOf('AGENT'));
    const place = { account: graphql.account, number: graphql.number._id };
    await graphql.services.callReceiver.receive(place, callOf('CAlive', NOW, { direction: 'OUTBOUND' }), NOW);
    await graphql.services.callReceiver.receive(place, recordingOf('RElive', 'CAlive', NOW), NOW);
    interface Event {
      readonly event: string;
      readonly data: Readonly<Record<string, unknown>>;
    }
    const next = async (): Promise<Event | undefined> => {
      const { value } = (await events.next()) as {
        readonly value: ExecutionResult<{ readonly inboundEventReceived: Event }>;
      };
      return value.data?.inboundEventReceived;
    };
    const [ended, recorded] = [await next(), await next()];
    await events.return?.();
    expect(ended).toMatchObject({
      event: 'call.ended',
      data: { externalCallId: 'CAlive', direction: 'OUTBOUND', fromMe: true, from: CALLER, duration: 60 },
    });
    expect(ended?.data['id']).toBe(ended?.data['callId']);
    expect(recorded).toMatchObject({
      event: 'recording.available',
      data: { callId: ended?.data['callId'], place: 'THIRD_PARTY', id: recorded?.data['recordingId'] },
    });
    expect(recorded?.data['recordingLink']).toMatch(/^https:\/\/lethe\.example\.org\/media\/recordings\//);
  });

  it('only within the window, at once', async () => {
    await setMode('STORE_X_DAYS', 5);
    for (const query of [CALLS, RECORDINGS])
      expect(await list(query)).toMatchObject({ totalCount: 3, notice: 'PII_WINDOW' });
    const [edge] = (await list(CALLS)).edges;
    expect(edge?.node['decidedBy']).toBe('NUMBER_PII_MODE');
    await updateDataRetention(graphql.core, systemContext(graphql.account), { days: 2 });
    expect(await list(CALLS)).toMatchObject({ totalCount: 2, notice: 'RETENTION_WINDOW' });
    await setMode('RELAY_ONLY');
    for (const query of [CALLS, RECORDINGS])
      expect(await list(query)).toMatchObject({ totalCount: 0, edges: [], notice: 'PII_RELAY_ONLY' });
  });
});

describe('calls by REST', () => {
  let rest: RestGateway;
  beforeAll(async () => {
    rest = await startRestGateway();
    rest.now = NOW;
    await withHistory(rest);
    await withHistory(rest, rest.other._id);
  });
  afterAll(() => rest.close());
  const read = async (path: string, headers: Record<string, string> = {}) => {
    const { status, body } = await rest.ask('GET', path, undefined, headers);
    const isOne = /^\/v1\/calls\/./.test(path);
    const endpoint = ENDPOINTS.find((one) => one.path === (isOne ? '/v1/calls/{id}' : '/v1/calls'));
    // Parsing strips what the contract does not know: equal means that nothing is missing and nothing is extra.
    if (status === 200) expect(endpoint?.answer.parse(body)).toEqual(body);
    return { status, body };
  };
  const idsOf = ({ body }: Awaited<ReturnType<typeof read>>): string[] =>
    (body['calls'] as { id: string }[]).map(({ id }) => id);

  it('of the key’s number, newest first, a page after the other', async () => {
    const all = idsOf(await read('/v1/calls'));
    expect(all).toHaveLength(4);
    const first = idsOf(await read('/v1/calls?limit=3'));
    const rests = idsOf(await read(`/v1/calls?limit=3&before=${first[2] ?? ''}`));
    expect([...first, ...rests]).toEqual(all);
    expect(idsOf(await read(`/v1/calls?before=${ago(3).toISOString()}`))).toEqual(all.slice(2));
    expect((await read('/v1/calls?before=nothing')).status).toBe(400);
    expect((await read('/v1/calls?limit=101')).status).toBe(400);
  });

  it('one of them, and none of another number', async () => {
    const [id = ''] = idsOf(await read('/v1/calls'));
    const { body } = await read(`/v1/calls/${id}`);
    const byProvider = await read(`/v1/calls/${String(body['externalCallId'])}`);
    expect(byProvider.body).toMatchObject({ id, externalCallId: body['externalCallId'] });
    expect(body).toMatchObject({
      ...{ id, direction: 'INBOUND', status: 'COMPLETED', peerNumber: CALLER, fromNumber: CALLER },
      ...{ durationSeconds: 60, conversationId: null, errorCode: null },
    });
    const headers = { 'x-api-key': rest.accountKey, 'x-whatsapp-number-id': rest.other._id };
    const other = await rest.ask('GET', `/v1/calls/${id}`, undefined, headers);
    expect([other.status, other.body['code']]).toEqual([404, 'CALL_NOT_FOUND']);
    expect(
      (await rest.ask('GET', '/v1/calls', undefined, { 'x-api-key': rest.accountKey })).body['code'],
    ).toBe('TENANT_SCOPE_NOT_ALLOWED');
  });

  it('only within the window; none, with the notice, where nothing is stored', async () => {
    const context = systemContext(rest.account);
    const numberId = rest.number._id;
    const [, , old = ''] = idsOf(await read('/v1/calls'));
    await setNumberPiiMode(rest.core, context, { numberId, mode: 'STORE_X_DAYS', piiRetentionDays: 5 });
    const windowed = await read('/v1/calls');
    expect([idsOf(windowed).length, windowed.body['notice']]).toEqual([2, 'PII_WINDOW']);
    expect((await read(`/v1/calls/${old}`)).status).toBe(404);
    await setNumberPiiMode(rest.core, context, { numberId, mode: 'RELAY_ONLY' });
    expect((await read('/v1/calls')).body).toEqual({ calls: [], total: 0, notice: 'PII_RELAY_ONLY' });
  });
});
