import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { print } from 'graphql';
import { startSendingStage, type SendingStage } from '../support/sendingStage.js';
import {
  CancelMessagesDocument,
  ProviderStorageDocument,
  SendLogDocument,
  SendLogEntryDocument,
  SendMessageDocument,
  SendStatisticsDocument,
  SetNumberPiiModeDocument,
  type SendMessageInput,
} from './generated/operations.js';

const TO = '+5511987654321';
const FIVE_MIB = 5 * 1024 * 1024;

describe('sending by GraphQL', () => {
  let stage: SendingStage;
  let apiKey: string;
  const send = async (input: Omit<SendMessageInput, 'numberId'>) => {
    const full = { input: { numberId: stage.numberId, ...input } };
    return (await stage.admin.run(SendMessageDocument, full)).sendMessage;
  };
  const entryOf = async (id: string) => (await stage.admin.run(SendLogEntryDocument, { id })).sendLogEntry;
  const byKey = async (query: string, variables: object = {}) => {
    const response = await fetch(`${stage.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
      body: JSON.stringify({ query, variables }),
    });
    return { headers: response.headers, body: (await response.json()) as Record<string, unknown> };
  };

  beforeAll(async () => {
    stage = await startSendingStage({ API_KEY_RATE_LIMIT: '5' });
    apiKey = await stage.addKey(0);
  });
  afterAll(() => stage.stop());

  it('follows a message from the mutation to the chat', async () => {
    const { entry, userErrors } = await send({ to: TO, text: 'Hello' });
    expect([entry?.status, entry?.origin, userErrors]).toEqual(['QUEUED', 'DASHBOARD', []]);
    await stage.settle();
    const found = await entryOf(entry?.id ?? '');
    expect(found).toMatchObject({
      status: 'DELIVERED',
      type: 'text',
      destinationNumber: TO,
      content: 'Hello',
      failureReason: null,
      message: { status: 'DELIVERED', content: 'Hello', sendLogEntry: { id: entry?.id } },
    });
    expect(await entryOf(found?.externalId ?? '')).toEqual(found);
    const { sendLog } = await stage.admin.run(SendLogDocument, { numberId: stage.numberId });
    expect(sendLog).toMatchObject({ totalCount: 1, notice: null, edges: [{ node: { content: 'Hello' } }] });
  });

  it('tells how the provider keeps messages, and where that disagrees with the mode', async () => {
    const { numberId } = stage;
    const askStorage = async () =>
      (await stage.admin.run(ProviderStorageDocument, { numberId })).number?.providerStorage;
    expect(await askStorage()).toEqual({
      status: 'DEFAULT',
      retentionMinutes: null,
      region: null,
      conflicts: [],
    });
    const mode = { numberId, mode: 'STORE_X_DAYS' as const, piiRetentionDays: 7 };
    await stage.admin.run(SetNumberPiiModeDocument, { input: mode });
    expect(await askStorage()).toMatchObject({ conflicts: ['PROVIDER_KEEPS_LONGER'] });
    await stage.admin.run(SetNumberPiiModeDocument, { input: { numberId, mode: 'STORE_INDEFINITE' } });
  });

  it('uploads 5 MiB of a file, and answers an unknown sender of as much with 413', async () => {
    const bytes = randomBytes(FIVE_MIB);
    const media = { type: 'IMAGE' as const, data: bytes.toString('base64'), mimeType: 'image/jpeg' };
    const { entry, userErrors } = await send({ to: TO, media });
    expect(userErrors).toEqual([]);
    await stage.settle();
    expect((await entryOf(entry?.id ?? ''))?.status).toBe('DELIVERED');
    const response = await fetch(`${stage.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'lk_unknown' },
      body: JSON.stringify({ query: '{ viewer { id } }', variables: { media } }),
    });
    expect([response.status, await response.json()]).toEqual([
      413,
      { errors: [{ message: 'The body is too large.', extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
  });

  it('keeps nothing in the log of a key of 0 days', async () => {
    const input = { numberId: stage.numberId, to: TO, text: 'canary', idempotencyKey: 'k' };
    const { body } = await byKey(print(SendMessageDocument), { input });
    expect(body).toMatchObject({
      data: {
        sendMessage: {
          entry: { origin: 'API', destinationNumber: '', content: null, redactedBy: 'API_KEY_RETENTION' },
          isReplay: false,
        },
      },
    });
    const again = await byKey(print(SendMessageDocument), { input });
    expect(again.body).toMatchObject({ data: { sendMessage: { isReplay: true } } });
    const other = await byKey(print(SendMessageDocument), { input: { ...input, text: 'another' } });
    expect(other.body).toMatchObject({
      data: {
        sendMessage: {
          entry: null,
          userErrors: [{ field: 'idempotencyKey', code: 'IDEMPOTENCY_KEY_REUSED' }],
        },
      },
    });
  });

  it('takes back what still waits', async () => {
    const deliverAt = new Date(stage.gateway.now.getTime() + 3_600_000).toISOString();
    const { entry } = await send({ to: TO, text: 'Later', deliverAt });
    const id = entry?.id ?? '';
    const { cancelMessages } = await stage.admin.run(CancelMessagesDocument, {
      input: { ids: [entry?.correlationId ?? '', 'unknown'] },
    });
    expect(cancelMessages).toEqual({
      canceled: [entry?.correlationId],
      failed: [{ id: 'unknown', reason: 'NOT_FOUND' }],
      userErrors: [],
    });
    expect((await entryOf(id))?.status).toBe('CANCELED');
    const again = await stage.admin.run(CancelMessagesDocument, { input: { ids: [id] } });
    expect(again.cancelMessages).toEqual({
      canceled: [],
      failed: [{ id, reason: 'ALREADY_CANCELED' }],
      userErrors: [],
    });
  });

  it('tells why the provider refused', async () => {
    stage.double.fault({ does: { kind: 'REFUSE', code: 131047 } });
    const { entry } = await send({ to: '+5511900000000', text: 'Too late' });
    await stage.settle();
    expect(await entryOf(entry?.id ?? '')).toMatchObject({
      status: 'FAILED',
      failureReason: 'WINDOW_CLOSED',
      errorCode: 131047,
    });
  });

  it('counts', async () => {
    const { sendStatistics } = await stage.admin.run(SendStatisticsDocument, { numberId: stage.numberId });
    expect(sendStatistics).toMatchObject({ totalFailed: 1, statusDistribution: { failed: 1 } });
    expect(sendStatistics.dailyMessages).toHaveLength(30);
  });

  it('limits a key over GraphQL and REST together', async () => {
    // All at once, so that a slow machine does not keep the limit by itself.
    const answers = await Promise.all(Array.from({ length: 100 }, () => byKey('{ viewer { id } }')));
    const refused = answers.filter(({ body }) => 'errors' in body);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.body).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) } }],
    });
    const rest = await Promise.all(
      Array.from({ length: 100 }, () => stage.gateway.rest('/v1/messages', apiKey)),
    );
    const over = rest.find(({ status }) => status !== 200);
    expect([over?.status, over?.body['code']]).toEqual([429, 'RATE_LIMITED']);
  });
});
