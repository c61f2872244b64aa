import { describe, expect, test } from '@jest/globals';
import { parseWebhook } from '../../../../src/channels/whatsapp/parseWebhook.js';
import * as wa from '../../../support/whatsapp.js';

const receivedAt = new Date('2026-01-15T12:00:05Z');
const parse = (...messages: wa.Json[]): unknown[] =>
  parseWebhook(wa.envelope({ messages }), receivedAt).map((one) => one.event);

describe('edits', () => {
  const text = { type: 'text', content: { type: 'text', body: 'new' } };
  const at = wa.DEFAULT_AT;
  const flat = { id: 'wamid.e', from: '5511987654321', timestamp: wa.seconds(at), type: 'edit' };

  test.each<[string, wa.Json]>([
    [
      'as documented',
      wa.editMessage({ id: 'wamid.e', original: 'wamid.o', to: { type: 'text', text: { body: 'new' } } }),
    ],
    [
      'without a type inside',
      wa.editMessage({ id: 'wamid.e', original: 'wamid.o', to: { text: { body: 'new' } } }),
    ],
    [
      'body beside the id',
      { ...flat, edit: { original_message_id: 'wamid.o', type: 'text', text: { body: 'new' } } },
    ],
    ['flat', { ...flat, original_message_id: 'wamid.o', text: { body: 'new' } }],
    [
      'flat with a message',
      { ...flat, original_message_id: 'wamid.o', message: { type: 'text', text: { body: 'new' } } },
    ],
  ])('%s', (_name, message) => {
    expect(parse(message)).toEqual([
      expect.objectContaining({
        kind: 'edit',
        externalId: 'wamid.e',
        originalId: 'wamid.o',
        direction: 'INBOUND',
        at,
        peer: expect.objectContaining({ phone: '+5511987654321' }),
        ...text,
      }),
    ]);
  });

  test('of a caption', () => {
    const to = { type: 'image', image: { id: 'm', mime_type: 'image/jpeg', sha256: 's', caption: 'new' } };
    expect(parse(wa.editMessage({ original: 'wamid.o', to }))).toMatchObject([
      { kind: 'edit', type: 'image', content: { media: { caption: 'new' } } },
    ]);
  });

  test('to something unknown keeps what came', () => {
    expect(
      parse(wa.editMessage({ original: 'wamid.o', to: { type: 'hologram', hologram: 1 } })),
    ).toMatchObject([
      { kind: 'edit', originalId: 'wamid.o', type: 'unsupported', content: { raw: { hologram: 1 } } },
    ]);
  });

  test('without an original stays a message', () => {
    expect(parse({ ...flat, edit: { message: { type: 'text', text: { body: 'new' } } } })).toMatchObject([
      {
        kind: 'message',
        type: 'unsupported',
        content: { raw: { edit: { message: { text: { body: 'new' } } } } },
      },
    ]);
  });
});

describe('revocations', () => {
  test('nested and flat', () => {
    const flat = { id: 'wamid.r', from: '5511987654321', type: 'revoke', original_message_id: 'wamid.o' };
    for (const message of [wa.revokeMessage({ id: 'wamid.r', original: 'wamid.o', groupId: 'g' }), flat]) {
      expect(parse(message)).toMatchObject([
        { kind: 'revocation', externalId: 'wamid.r', originalId: 'wamid.o' },
      ]);
    }
  });

  test('without an original stays a message', () => {
    expect(parse(wa.message('revoke', {}))).toMatchObject([{ kind: 'message', type: 'unsupported' }]);
  });
});

test('the business edits and revokes from its own phone', () => {
  const echoes = [
    wa.echoOf(wa.editMessage({ original: 'wamid.o' })),
    wa.echoOf(wa.revokeMessage({ original: 'wamid.o' }), { phone: '5511911112222' }),
  ];
  expect(parseWebhook(wa.envelope({ echoes }), receivedAt).map((one) => one.event)).toMatchObject([
    { kind: 'edit', direction: 'OUTBOUND', peer: { phone: '+5511987654321' } },
    { kind: 'revocation', direction: 'OUTBOUND', peer: { phone: '+5511911112222' } },
  ]);
});
