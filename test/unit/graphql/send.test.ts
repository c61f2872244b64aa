import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { systemContext } from '../../../src/administration/context.js';
import { createNumber } from '../../../src/administration/numbers.js';
import { SendRefused } from '../../../src/sending/sendRefused.js';
import { createFakeSending, type FakeSending } from '../../support/fakeSending.js';
import { createTestGraphql, type GraphqlAnswer, type TestGraphql } from '../../support/graphql.js';

const MUTATION = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
  entry { id status correlationId origin type destinationNumber recipientKind content labels redactedAt expiresAt decidedBy number { id } apiKey { id } }
  isReplay userErrors { field code message } } }`;
const TO = '+5511955554444';

interface Payload {
  readonly entry: Record<string, unknown> | null;
  readonly isReplay: boolean | null;
  readonly userErrors: readonly { readonly field: string; readonly code: string; readonly message: string }[];
}

describe('sendMessage', () => {
  let graphql: TestGraphql;
  let sending: FakeSending;
  let numberId: string;
  const ask = (input: object, asking = graphql.userOf('AGENT')): Promise<GraphqlAnswer> =>
    graphql.run(MUTATION, asking, { input: { numberId, ...input } });
  const send = async (input: object): Promise<Payload> => {
    const { data, errors } = await ask(input);
    expect(errors).toEqual([]);
    return data?.['sendMessage'] as unknown as Payload;
  };

  beforeAll(async () => {
    graphql = await createTestGraphql();
    sending = createFakeSending(graphql.core);
    graphql.sending = sending;
    numberId = graphql.number._id;
  });
  beforeEach(() => {
    sending.refusal = null;
  });

  it('gives the entry', async () => {
    const { entry, isReplay, userErrors } = await send({ to: TO, text: 'hello', labels: ['a'] });
    expect([isReplay, userErrors]).toEqual([false, []]);
    expect(entry).toMatchObject({
      status: 'QUEUED',
      origin: 'DASHBOARD',
      type: 'text',
      destinationNumber: TO,
      recipientKind: 'PHONE',
      content: 'hello',
      labels: ['a'],
      redactedAt: null,
      number: { id: numberId },
      apiKey: null,
    });
  });

  it.each([
    [
      { groupId: 'G1', text: 'x' },
      { type: 'text', body: 'x' },
    ],
    [
      { to: TO, template: { templateId: '4711', variables: { 1: 'Ada' } } },
      { templateId: '4711', variables: { 1: 'Ada' } },
    ],
    [{ to: TO, template: { name: 'welcome', language: 'en_US' } }, { templateId: '4711' }],
    [
      { to: TO, media: { type: 'IMAGE', url: 'https://example.org/a.jpg', caption: 'c' } },
      { mediaType: 'image', caption: 'c', source: { kind: 'LINK', url: 'https://example.org/a.jpg' } },
    ],
    [
      {
        to: TO,
        interactive: { body: 'b', footer: 'f', buttons: [{ type: 'REPLY', label: 'Yes', id: 'y' }] },
      },
      {
        body: 'b',
        footer: 'f',
        action: { kind: 'BUTTONS', buttons: [{ type: 'reply', id: 'y', label: 'Yes' }] },
      },
    ],
    [
      {
        to: TO,
        interactive: {
          body: 'b',
          header: { type: 'TEXT', content: 'h' },
          list: { buttonText: 'Open', sections: [{ rows: [{ rowId: '1', title: 't' }] }] },
        },
      },
      { header: { type: 'text', content: 'h' }, action: { kind: 'LIST' } },
    ],
  ])('takes %j', async (input, content) => {
    expect((await send(input)).userErrors).toEqual([]);
    expect(sending.asked.at(-1)?.content).toMatchObject(content);
  });

  it('uploads a file at once', async () => {
    const bytes = Buffer.from('a picture');
    const media = {
      type: 'DOCUMENT',
      data: bytes.toString('base64'),
      mimeType: 'application/pdf',
      fileName: 'a.pdf',
    };
    expect((await send({ to: TO, media })).userErrors).toEqual([]);
    expect(sending.uploads.at(-1)).toEqual({ bytes, mimeType: 'application/pdf', fileName: 'a.pdf' });
    expect(sending.asked.at(-1)?.content).toMatchObject({
      source: { kind: 'UPLOADED', providerMediaId: 'uploaded-1' },
    });
  });

  it('takes times, an answered message and an idempotency key', async () => {
    const input = {
      to: TO,
      text: 'x',
      replyTo: 'wamid.1',
      deliverAt: '2026-03-02T09:00:00Z',
      deliverUntil: '2026-03-02T10:00:00Z',
      markRead: true,
      idempotencyKey: 'order-1',
    };
    const first = await send(input);
    const request = sending.asked.at(-1);
    expect(request).toMatchObject({ replyTo: 'wamid.1', markRead: true, idempotency: { key: 'order-1' } });
    expect(request?.idempotency?.body).not.toContain('order-1');
    const again = await send(input);
    expect([again.isReplay, again.entry?.['id']]).toEqual([true, first.entry?.['id']]);
  });

  it('asks the provider for nothing where the key has its answer', async () => {
    const media = { type: 'IMAGE', data: Buffer.from('x').toString('base64'), mimeType: 'image/png' };
    await send({ to: TO, media, idempotencyKey: 'picture-1' });
    const before = sending.uploads.length;
    const again = await send({ to: TO, media, idempotencyKey: 'picture-1' });
    expect(again.isReplay).toBe(true);
    expect(sending.uploads).toHaveLength(before);
  });

  const huge = 'A'.repeat(8 * 1024 * 1024);
  it.each([
    [{ text: 'x' }, 'to', 'REQUIRED'],
    [{ to: TO }, 'text', 'REQUIRED'],
    [{ to: TO, groupId: 'G', text: 'x' }, 'to', 'CONFLICTING'],
    [{ to: TO, text: 'x', media: { type: 'IMAGE', url: 'https://a.example' } }, 'text', 'CONFLICTING'],
    [{ to: '5511955554444', text: 'x' }, 'to', 'PHONE_NUMBER_INVALID'],
    [{ to: TO, template: {} }, 'template.templateId', 'REQUIRED'],
    [
      { to: TO, template: { templateId: '1', variables: { a: 1 } } },
      'template.variables',
      'VARIABLES_INVALID',
    ],
    [{ to: TO, template: { templateId: '1', variables: ['a'] } }, 'template.variables', 'VARIABLES_INVALID'],
    [{ to: TO, template: { name: 'welcome', language: 'de' } }, 'template', 'TEMPLATE_NOT_FOUND'],
    [{ to: TO, media: { type: 'IMAGE' } }, 'media.url', 'REQUIRED'],
    [{ to: TO, media: { type: 'IMAGE', url: 'ftp://a' } }, 'media.url', 'URL_INVALID'],
    [
      { to: TO, media: { type: 'IMAGE', url: 'https://a.example', data: 'QQ==' } },
      'media.url',
      'CONFLICTING',
    ],
    [{ to: TO, media: { type: 'IMAGE', data: 'QQ==' } }, 'media.mimeType', 'MIME_TYPE_INVALID'],
    [{ to: TO, media: { type: 'IMAGE', data: 'Q', mimeType: 'a/b' } }, 'media.data', 'BASE64_INVALID'],
    [{ to: TO, media: { type: 'IMAGE', data: huge, mimeType: 'a/b' } }, 'media.data', 'TOO_LONG'],
    [
      { to: TO, media: { type: 'AUDIO', url: 'https://a.example', caption: 'c' } },
      'media.caption',
      'CONFLICTING',
    ],
    [{ to: TO, interactive: { body: 'b' } }, 'interactive.buttons', 'REQUIRED'],
    [
      { to: TO, interactive: { body: 'b', buttons: [{ type: 'REPLY', label: '' }] } },
      'interactive.buttons.0.label',
      'REQUIRED',
    ],
    [
      { to: TO, interactive: { body: '', buttons: [{ type: 'REPLY', label: 'a' }] } },
      'interactive.body',
      'REQUIRED',
    ],
    [
      { to: TO, interactive: { body: 'b', buttons: [{ type: 'CALL', label: 'a' }] } },
      'interactive.buttons',
      'FEATURE_NOT_SUPPORTED',
    ],
    [
      { to: TO, text: 'x', deliverAt: '2026-03-02T10:00:00Z', deliverUntil: '2026-03-02T09:00:00Z' },
      'deliverUntil',
      'CONFLICTING',
    ],
  ])('names what is wrong with %#', async (input, field, code) => {
    const [asked, uploads] = [sending.asked.length, sending.uploads.length];
    const { entry, userErrors } = await send(input);
    expect(entry).toBeNull();
    expect(userErrors.map((error) => [error.field, error.code])).toContainEqual([field, code]);
    for (const { message } of userErrors) expect(message).not.toMatch(/55554444|destinationNumber|mediaType/);
    expect([sending.asked.length, sending.uploads.length]).toEqual([asked, uploads]);
  });

  it('tells what is wrong with the key by its field, and what may pass as an error', async () => {
    for (const reason of ['IDEMPOTENCY_KEY_INVALID', 'IDEMPOTENCY_KEY_REUSED'] as const) {
      sending.refusal = new SendRefused(reason, 'A sentence.');
      const { userErrors } = await send({ to: TO, text: 'x', idempotencyKey: 'k' });
      expect(userErrors).toEqual([{ field: 'idempotencyKey', code: reason, message: 'A sentence.' }]);
    }
    for (const [reason, code] of [
      ['IDEMPOTENCY_KEY_IN_USE', 'CONFLICT'],
      ['PROVIDER_REFUSED', 'BAD_USER_INPUT'],
      ['UPSTREAM_ERROR', 'UPSTREAM_UNAVAILABLE'],
    ] as const) {
      sending.refusal = new SendRefused(reason, 'A sentence.', { retryAfterSeconds: 7 });
      const { errors } = await ask({ to: TO, text: 'x' });
      expect(errors).toEqual([
        { message: 'A sentence.', extensions: { code, reason, retryAfterSeconds: 7 } },
      ]);
    }
  });

  it('is for people and keys, each for the numbers in scope', async () => {
    const other = await createNumber(graphql.core, systemContext(graphql.account), {
      name: 'other',
      phoneNumber: '+4930999999',
    });
    const input = { to: TO, text: 'x' };
    expect((await graphql.run(MUTATION, null, { input: { numberId, ...input } })).codes).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect(
      (await graphql.run(MUTATION, graphql.keyOf(other._id), { input: { numberId, ...input } })).codes,
    ).toEqual(['NOT_FOUND']);
    for (const key of [graphql.keyOf(numberId), graphql.keyOf(null)]) {
      const { codes } = await graphql.run(MUTATION, key, { input: { numberId, ...input } });
      expect(codes).toEqual([]);
      expect(sending.asked.at(-1)).toMatchObject({ origin: 'API', apiKey: 'key' });
    }
    const stranger = { ...graphql.userOf('SUPER_ADMIN'), account: 'another' };
    expect((await graphql.run(MUTATION, stranger, { input: { numberId, ...input } })).codes).toEqual([
      'NOT_FOUND',
    ]);
  });
});
