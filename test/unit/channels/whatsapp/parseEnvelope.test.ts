import { describe, expect, test } from '@jest/globals';
import { InvalidEnvelopeError } from '../../../../src/channels/whatsapp/invalidEnvelopeError.js';
import { parseWebhook } from '../../../../src/channels/whatsapp/parseWebhook.js';
import * as wa from '../../../support/whatsapp.js';

const receivedAt = new Date('2026-01-15T12:00:05Z');
const whole = (entry: wa.Json[]): wa.JsonObject => wa.envelopeOf(entry);
const unknowns = (entry: wa.Json[]): unknown[] =>
  parseWebhook(whole(entry), receivedAt).map(({ event }) =>
    event.kind === 'unknown' ? `${event.field} ${event.reason}` : event.kind,
  );

describe('what is no webhook', () => {
  test.each<[string, unknown]>([
    ['body', null],
    ['body', 'canary'],
    ['body', [{ object: 'whatsapp_business_account' }]],
    ['object', {}],
    ['object', { object: 'canary', entry: [] }],
    ['entry', { object: 'whatsapp_business_account' }],
    ['entry', { object: 'whatsapp_business_account', entry: { canary: 1 } }],
  ])('is refused by the name of the field: %s', (field, body) => {
    const attempt = (): unknown => parseWebhook(body, receivedAt);
    expect(attempt).toThrow(InvalidEnvelopeError);
    expect(attempt).toThrow(
      expect.objectContaining({ field, message: expect.not.stringContaining('canary') }),
    );
  });
});

test('several numbers, entries, changes and lists in one POST, in order, duplicates included', () => {
  const one = wa.textMessage({ id: 'a' });
  const body = whole([
    {
      changes: [
        wa.change({ phoneNumberId: 'N1', messages: [one, one] }),
        wa.change({
          phoneNumberId: 'N2',
          displayPhoneNumber: '+1 555-078-3882',
          messages: [wa.textMessage({ id: 'b' })],
        }),
      ],
    },
    {
      changes: [
        wa.change({
          phoneNumberId: 'N1',
          messages: [one],
          statuses: [wa.messageStatus('sent', { id: 'c' })],
        }),
      ],
    },
    { changes: [wa.change({ phoneNumberId: 'N3', echoes: [wa.echoOf(wa.textMessage({ id: 'd' }))] })] },
  ]);
  const seen = parseWebhook(body, receivedAt).map(({ phoneNumberId, displayPhoneNumber, event }) => [
    phoneNumberId,
    displayPhoneNumber,
    'externalId' in event ? event.externalId : null,
  ]);
  expect(seen).toEqual([
    ['N1', '+15550783881', 'a'],
    ['N1', '+15550783881', 'a'],
    ['N2', '+15550783882', 'b'],
    ['N1', '+15550783881', 'a'],
    ['N1', '+15550783881', 'c'],
    ['N3', '+15550783881', 'd'],
  ]);
});

test('everything else gives an unknown event each, never silence', () => {
  expect(unknowns([wa.change({ field: 'messages', errors: [{ code: 130429, title: 'canary' }] })])).toEqual([
    'other MALFORMED_ENTRY',
  ]);
  const changes = [
    wa.change({ errors: [{ code: 130429, title: 'canary' }, 'canary'] }),
    wa.change({ value: { groups: [{}, {}], calls: [{}] } }),
    wa.change({ value: { messages: { canary: 1 } } }),
    wa.change({ messages: ['canary', null] }),
    wa.change({}),
    wa.change({ field: 'history', messages: [wa.textMessage()] }),
    wa.change({ field: 'calls', value: { calls: [{}] } }),
    wa.change({ field: 'canary' }),
    { field: 'messages', value: 'canary' },
    'canary',
  ];
  expect(unknowns([{ changes }, { changes: 'canary' }, 7])).toEqual([
    'errors PROVIDER_ERROR',
    'errors PROVIDER_ERROR',
    'groups FIELD_NOT_HANDLED',
    'groups FIELD_NOT_HANDLED',
    'calls MALFORMED_CALL',
    'messages MALFORMED_LIST',
    'messages MALFORMED_MESSAGE',
    'messages MALFORMED_MESSAGE',
    'messages NOTHING_RECOGNISED',
    'history FIELD_NOT_HANDLED',
    'calls MALFORMED_CALL',
    'other FIELD_NOT_HANDLED',
    'messages MALFORMED_CHANGE',
    'other MALFORMED_CHANGE',
    'other MALFORMED_ENTRY',
    'other MALFORMED_ENTRY',
  ]);
  expect(JSON.stringify(parseWebhook(whole([{ changes }]), receivedAt))).not.toContain('canary');
});

test('a list without anything in it gives nothing', () => {
  expect(unknowns([{ changes: [wa.change({ messages: [] })] }])).toEqual([]);
  expect(unknowns([])).toEqual([]);
});

test('a provider error keeps its code', () => {
  const [parsed] = parseWebhook(wa.envelope({ errors: [{ code: 130429 }] }), receivedAt);
  expect(parsed?.event).toMatchObject({ reason: 'PROVIDER_ERROR', code: 130429 });
});

test('a POST as large as it may be is read in linear time and without a deep stack', () => {
  const messages = Array.from({ length: 400_000 }, () => 1);
  expect(unknowns([{ changes: [{ field: 'messages', value: { messages } }] }])).toHaveLength(400_000);
});
