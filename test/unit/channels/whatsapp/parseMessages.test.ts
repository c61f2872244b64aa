import { describe, expect, test } from '@jest/globals';
import {
  MESSAGE_TYPES,
  contentText,
  type InboundEvent,
  type InboundMessage,
} from '../../../../src/channels/inbound.js';
import { parseWebhook } from '../../../../src/channels/whatsapp/parseWebhook.js';
import * as wa from '../../../support/whatsapp.js';

const receivedAt = new Date('2026-01-15T12:00:05.250Z');
const parse = (...messages: wa.Json[]): InboundEvent[] =>
  parseWebhook(wa.envelope({ messages, contacts: [wa.DEFAULT_PERSON] }), receivedAt).map((one) => one.event);

function parseMessage(message: wa.Json): InboundMessage {
  const [event] = parse(message);
  if (event?.kind !== 'message') throw new Error(`expected a message, got ${event?.kind}`);
  return event;
}

describe('every type of message', () => {
  const text = 'canary text';
  const caption = 'canary caption';
  const name = 'Canary Name';
  const phone = '5511955554444';
  const events = parse(...wa.everyMessageType({ text, caption, name, phone, id: 'wamid.every' }));

  test('gives one event of that type, in order', () => {
    expect(events.map((event) => event.kind === 'message' && event.type)).toEqual([...MESSAGE_TYPES]);
    expect(events.map((event) => event.kind === 'message' && event.externalId)).toEqual(
      MESSAGE_TYPES.map((_, index) => `wamid.every-${index + 1}`),
    );
  });

  test('shows its text', () => {
    const shown = events.map((event) => (event.kind === 'message' ? contentText(event.content) : null));
    expect(shown).toEqual([
      ...[text, caption, null, caption, caption, text, name, null, '👍'],
      ...[text, text, text, `${name}: ${text}`, null],
    ]);
  });

  test('has a content that is plain JSON', () => {
    for (const event of events) {
      if (event.kind !== 'message') continue;
      expect(JSON.parse(JSON.stringify(event.content))).toEqual(event.content);
      expect(event.content.type).toBe(event.type);
    }
  });
});

describe('contents', () => {
  test('media', () => {
    const { content } = parseMessage(
      wa.documentMessage({ mediaId: 'm1', caption: 'c', fileName: 'f.pdf', url: 'u' }),
    );
    expect(content).toEqual({
      type: 'document',
      media: {
        providerMediaId: 'm1',
        mimeType: 'application/pdf',
        sha256: expect.any(String),
        fileName: 'f.pdf',
        caption: 'c',
        voice: false,
        animated: false,
        url: 'u',
      },
    });
    expect(parseMessage(wa.audioMessage()).content).toMatchObject({ media: { voice: true } });
    expect(parseMessage(wa.stickerMessage({ animated: true })).content).toMatchObject({
      media: { animated: true },
    });
  });

  test('a reaction, and one taken back', () => {
    const given = parseMessage(wa.reactionMessage({ emoji: '❤️', to: 'wamid.about' }));
    expect(given).toMatchObject({ reactsTo: 'wamid.about', content: { emoji: '❤️' } });
    const takenBack = parseMessage(wa.reactionMessage({ emoji: null, to: 'wamid.about' }));
    expect(takenBack).toMatchObject({ type: 'reaction', reactsTo: 'wamid.about', content: { emoji: null } });
  });

  test('interactive replies', () => {
    expect(parseMessage(wa.buttonReplyMessage({ title: 'Yes' })).content).toMatchObject({
      id: 'yes',
      title: 'Yes',
    });
    expect(parseMessage(wa.flowReplyMessage({ answer: 'blue' })).content).toMatchObject({
      reply: 'nfm_reply',
      body: 'Sent',
      raw: { nfm_reply: { response_json: '{"answer":"blue"}' } },
    });
    expect(parseMessage(wa.callPermissionMessage()).content).toMatchObject({
      reply: 'call_permission_reply',
    });
    const sent = wa.message('interactive', { type: 'cta_url', body: { text: 'Open' }, action: { a: 1 } });
    expect(parseMessage(sent).content).toMatchObject({
      reply: 'other',
      body: 'Open',
      raw: { action: { a: 1 } },
    });
  });

  test('contacts, order and system', () => {
    expect(parseMessage(wa.contactsMessage({ cardName: 'J', cardPhone: '+1 2' })).content).toMatchObject({
      cards: [{ name: 'J', phones: ['+1 2'], raw: { org: { company: 'Padaria' } } }],
    });
    expect(parseMessage(wa.orderMessage()).content).toMatchObject({
      catalogId: '194836987003835',
      items: [{ productId: 'sku-1', quantity: 2, price: 19.9, currency: 'BRL' }],
    });
    expect(parseMessage(wa.systemMessage({ newPhone: '5511900000009' })).content).toMatchObject({
      event: 'user_changed_number',
      newPhone: '+5511900000009',
    });
  });

  test('a place without a name is shown by its coordinates', () => {
    const { content } = parseMessage(wa.message('location', { latitude: -1.5, longitude: 2 }));
    expect(contentText(content)).toBe('-1.5, 2');
  });
});

test('a reply, a forward and an advertisement are known as such', () => {
  const reply = parseMessage(
    wa.textMessage({ replyTo: 'wamid.first', forwarded: true, referral: { source_id: '7' } }),
  );
  expect(reply).toMatchObject({
    context: { repliedTo: 'wamid.first', forwarded: true },
    referral: { source_id: '7' },
  });
  expect(parseMessage(wa.textMessage())).toMatchObject({ context: null, referral: null, reactsTo: null });
});

test('a message without a usable id is unknown', () => {
  for (const id of [undefined, null, '', 7]) {
    expect(parse({ ...wa.textMessage({ text: 'canary' }), id })).toEqual([
      { kind: 'unknown', field: 'messages', reason: 'MESSAGE_WITHOUT_ID', code: null },
    ]);
  }
});
