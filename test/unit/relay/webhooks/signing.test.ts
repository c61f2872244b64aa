import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { signWebhook } from '../../../../src/relay/webhooks/signing.js';

const secret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

describe('signWebhook', () => {
  test('is verified by the standard’s own package, whatever the body', () => {
    const key = secret();
    fc.assert(
      fc.property(fc.json(), fc.uuid(), (body, id) => {
        const headers = signWebhook([key], id, new Date(), body);
        expect(new Webhook(key).verify(body, { ...headers })).toEqual(JSON.parse(body));
      }),
    );
  });

  test('during a rotation both secrets verify, and no third', () => {
    const [now, before] = [secret(), secret()];
    const headers = { ...signWebhook([now, before], 'id', new Date(), '{}') };
    for (const key of [now, before]) expect(new Webhook(key).verify('{}', headers)).toEqual({});
    expect(() => new Webhook(secret()).verify('{}', headers)).toThrow('No matching signature');
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
  });

  test('a changed body or id is refused', () => {
    const key = secret();
    const headers = { ...signWebhook([key], 'id', new Date(), '{}') };
    expect(() => new Webhook(key).verify('{ }', headers)).toThrow();
    expect(() => new Webhook(key).verify('{}', { ...headers, 'webhook-id': 'other' })).toThrow();
  });
});
