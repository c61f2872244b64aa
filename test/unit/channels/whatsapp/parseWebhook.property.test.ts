import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MESSAGE_TYPES, contentText } from '../../../../src/channels/inbound.js';
import { InvalidEnvelopeError } from '../../../../src/channels/whatsapp/invalidEnvelopeError.js';
import { parseWebhook } from '../../../../src/channels/whatsapp/parseWebhook.js';
import * as wa from '../../../support/whatsapp.js';

const receivedAt = new Date('2026-01-15T12:00:05Z');
const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<wa.Json>;
const person = fc.constantFrom('5511911111111', 'BR.1', '', null, 7, {}) as fc.Arbitrary<wa.Json>;
const type = fc.oneof(fc.constantFrom(...MESSAGE_TYPES, 'edit', 'revoke', 'hologram', '__proto__'), json);

/** A well-formed message of any type in which some fields were replaced by any JSON, and some taken away. */
const known = wa.everyMessageType({ text: 't', caption: 'c', phone: '5511911111111', name: 'n' });
const mangled = fc
  .tuple(
    fc.constantFrom(...known, wa.editMessage({ original: 'o' }), wa.revokeMessage({ original: 'o' })),
    fc.record(
      Object.fromEntries(
        [...MESSAGE_TYPES, 'edit', 'revoke', 'timestamp', 'context', 'referral', 'group_id', 'errors'].map(
          (key) => [key, json],
        ),
      ),
      { requiredKeys: [] },
    ),
    fc.record(
      { type, from: person, from_user_id: person, to: person, recipient_type: fc.constant('group') },
      { requiredKeys: [] },
    ),
    fc.uuid(),
  )
  .map(([base, some, others, id]): wa.JsonObject => ({ ...base, ...some, ...others, id }));

const value = fc.record(
  {
    metadata: json,
    contacts: fc.oneof(
      json,
      fc.array(fc.oneof(json, fc.record({ wa_id: person, user_id: person, profile: json }))),
    ),
    messages: fc.oneof(json, fc.array(fc.oneof(json, mangled))),
    statuses: fc.oneof(json, fc.array(json)),
    message_echoes: fc.oneof(json, fc.array(mangled)),
    errors: json,
    calls: json,
    groups: json,
  },
  { requiredKeys: [] },
);
const changed = fc.oneof(
  json,
  fc.record({
    field: fc.oneof(fc.constantFrom('messages', 'smb_message_echoes', 'calls'), json),
    value: fc.oneof(json, value),
  }),
);
const body = fc.record({
  object: fc.constant('whatsapp_business_account'),
  entry: fc.array(fc.oneof(json, fc.record({ changes: fc.oneof(json, fc.array(changed)) }))),
});

describe('properties', () => {
  test('any JSON at all is parsed or refused as an envelope', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (anything) => {
        try {
          parseWebhook(anything, receivedAt);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidEnvelopeError);
        }
      }),
    );
  });

  test('whatever is inside an envelope is read without an error, into what can be written out', () => {
    fc.assert(
      fc.property(body, (anything) => {
        for (const { event } of parseWebhook(anything, receivedAt)) {
          const written = JSON.stringify(event);
          expect(JSON.stringify(JSON.parse(written))).toBe(written);
          if ('at' in event) expect(event.at.getTime()).toBeLessThanOrEqual(receivedAt.getTime());
        }
      }),
      { numRuns: 500 },
    );
  });

  test('every message with an id gives exactly one event with that id, in order', () => {
    fc.assert(
      fc.property(fc.array(mangled, { maxLength: 8 }), fc.boolean(), (messages, echo) => {
        const events = parseWebhook(wa.envelope(echo ? { echoes: messages } : { messages }), receivedAt).map(
          (one) => one.event,
        );
        expect(events.map((event) => 'externalId' in event && event.externalId)).toEqual(
          messages.map((one) => one['id']),
        );
        for (const event of events) {
          expect(['message', 'edit', 'revocation']).toContain(event.kind);
          if (!('content' in event)) continue;
          expect(event.content.type).toBe(event.type);
          expect(['string', 'object']).toContain(typeof contentText(event.content));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('what an unsupported message carried is all there', () => {
    fc.assert(
      fc.property(json, (carried) => {
        const [parsed] = parseWebhook(
          wa.envelope({ messages: [wa.futureMessage({ body: carried })] }),
          receivedAt,
        );
        const expected = JSON.parse(JSON.stringify(carried)) as unknown;
        expect(parsed?.event).toMatchObject({
          content: { type: 'unsupported', raw: { hologram: expected } },
        });
      }),
    );
  });

  test('an unknown event holds no value of the request', () => {
    const canary = 'canary5511911111111';
    const poison = fc
      .jsonValue({ maxDepth: 3 })
      .map(
        (any) =>
          JSON.parse(JSON.stringify(any), (_key, leaf: wa.Json) =>
            Object(leaf) === leaf ? leaf : canary,
          ) as wa.Json,
      );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(poison, fc.constant(canary), fc.constant({ status: canary, id: canary }))),
        (items) => {
          const value = { messages: items, statuses: items, errors: items, groups: items };
          const body = wa.envelopeOf([
            { changes: [{ field: canary, value: {} }, { field: 'messages', value }, canary] },
            canary,
          ]);
          for (const { event } of parseWebhook(body, receivedAt)) {
            if (event.kind === 'unknown') expect(JSON.stringify(event)).not.toContain(canary);
          }
        },
      ),
    );
  });
});
