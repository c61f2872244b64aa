import { describe, expect, test } from '@jest/globals';
import type { InboundEvent, InboundMessage } from '../../../../src/channels/inbound.js';
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

describe('what cannot be read stays, as unsupported', () => {
  test('a type that is unknown', () => {
    const { type, content } = parseMessage(wa.futureMessage({ body: { deep: ['kept'] } }));
    expect(type).toBe('unsupported');
    expect(content).toEqual({
      type: 'unsupported',
      reason: 'UNKNOWN_TYPE',
      providerType: 'hologram',
      errors: [],
      raw: { hologram: { deep: ['kept'] } },
    });
  });

  test('what the provider itself does not support, with its error', () => {
    expect(parseMessage(wa.unsupportedMessage()).content).toMatchObject({
      reason: 'PROVIDER',
      providerType: 'poll',
      errors: [{ code: 131051, details: 'Message type is currently not supported.' }],
    });
  });

  test.each<[string, wa.Json]>([
    ['text', { body: 5 }],
    ['text', 'bare'],
    ['image', { id: 'x', caption: { not: 'a string' } }],
    ['image', {}],
    ['location', { latitude: '1', longitude: 2 }],
    ['contacts', { name: 'not a list' }],
    ['contacts', []],
    ['reaction', { emoji: '👍' }],
    ['interactive', { button_reply: 'x' }],
    ['interactive', {}],
    ['button', {}],
    ['order', { product_items: ['x'] }],
    ['system', { body: 1 }],
  ])('%s with the body %j', (type, body) => {
    const { content } = parseMessage(wa.message(type, body));
    expect(content).toMatchObject({
      type: 'unsupported',
      reason: 'MALFORMED',
      providerType: type,
      raw: { [type]: body },
    });
  });

  test('a body nested a hundred thousand levels deep can still be written out', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as wa.Json;
    const body = {
      object: 'whatsapp_business_account',
      entry: [{ changes: [{ field: 'messages', value: { messages: [{ id: 'a', type: 'x', x: deep }] } }] }],
    };
    expect(() => JSON.stringify(parseWebhook(body, receivedAt))).not.toThrow();
  });

  test('names of the prototype are only data', () => {
    const body = JSON.parse(
      '{"id":"a","type":"__proto__","__proto__":{"polluted":1},"constructor":{"x":1}}',
    ) as wa.Json;
    const { content } = parseMessage(body);
    expect(content).toMatchObject({ type: 'unsupported', raw: { constructor: { x: 1 } } });
    expect(JSON.stringify(content)).toContain('"__proto__":{"polluted":1}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('time', () => {
  test.each<[string, wa.Json, string]>([
    ['seconds as a string', '1768478400', '2026-01-15T12:00:00.000Z'],
    ['seconds as a number', 1768478400, '2026-01-15T12:00:00.000Z'],
    ['in the future', '1768479999', receivedAt.toISOString()],
    ['milliseconds', '1768478400000', receivedAt.toISOString()],
    ['before WhatsApp', '12', receivedAt.toISOString()],
    ['negative', -5, receivedAt.toISOString()],
    ['no number', 'yesterday', receivedAt.toISOString()],
    ['missing', null, receivedAt.toISOString()],
  ])('%s', (_name, timestamp, expected) => {
    expect(parseMessage({ ...wa.textMessage(), timestamp }).at.toISOString()).toBe(expected);
  });
});
