import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verifySignature } from '../../../../src/channels/whatsapp/verifySignature.js';
import { verifyToken } from '../../../../src/channels/whatsapp/verifyToken.js';
import { signBody } from '../../../support/whatsapp.js';

const secret = fc.string({ minLength: 1 });
const bytes = fc.uint8Array({ maxLength: 200 });

function flip(data: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(data);
  const index = Math.floor(bit / 8) % copy.length;
  copy[index] = (copy[index] ?? 0) ^ (1 << (bit % 8));
  return copy;
}

describe('verifySignature', () => {
  test('accepts what was signed', () => {
    fc.assert(fc.property(bytes, secret, (body, key) => verifySignature(body, signBody(body, key), key)));
  });

  test('agrees with a signature that was made elsewhere', () => {
    // RFC 4231, test case 2.
    const mac = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(verifySignature(Buffer.from('what do ya want for nothing?'), `sha256=${mac}`, 'Jefe')).toBe(true);
  });

  test('rejects any change of a single bit in the body', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), secret, fc.nat(), (body, key, bit) => {
        return !verifySignature(flip(body, bit), signBody(body, key), key);
      }),
    );
  });

  test('rejects every change of a single bit in the header', () => {
    const body = Buffer.from('{}');
    const header = Buffer.from(signBody(body, 'secret'));
    for (let bit = 0; bit < header.length * 8; bit += 1) {
      const changed = Buffer.from(flip(header, bit)).toString('latin1');
      expect(verifySignature(body, changed, 'secret')).toBe(false);
    }
  });

  test('rejects another secret and an empty one', () => {
    fc.assert(
      fc.property(bytes, secret, secret, (body, key, other) => {
        fc.pre(key !== other);
        // HMAC pads keys with zeros, so keys that differ only there are the same key.
        fc.pre(key.replace(/\0+$/, '') !== other.replace(/\0+$/, ''));
        return !verifySignature(body, signBody(body, key), other);
      }),
    );
    expect(verifySignature(Buffer.from('{}'), signBody('{}', ''), '')).toBe(false);
  });

  test.each([undefined, '', 'sha256=', 'sha256=zz', 'sha1=00', ['sha256=00'], 'sha256=' + '0'.repeat(63)])(
    'rejects the header %j without an error',
    (header) => expect(verifySignature(Buffer.from('{}'), header, 'secret')).toBe(false),
  );

  test('rejects a good signature with something before or after it', () => {
    const good = signBody('{}', 'secret');
    for (const header of [
      `${good}\n`,
      ` ${good}`,
      `${good}00`,
      good.toUpperCase(),
      good.slice('sha256='.length),
    ]) {
      expect(verifySignature(Buffer.from('{}'), header, 'secret')).toBe(false);
    }
  });
});

describe('verifyToken', () => {
  const query = (
    token: unknown,
    mode: unknown = 'subscribe',
    challenge: unknown = '1158201444',
  ): Record<string, unknown> => ({
    'hub.mode': mode,
    'hub.challenge': challenge,
    'hub.verify_token': token,
  });

  test('answers the challenge to whom knows the token', () => {
    expect(verifyToken(query('token'), 'token')).toBe('1158201444');
  });

  test('refuses everything else', () => {
    expect(verifyToken(query('toke'), 'token')).toBeNull();
    expect(verifyToken(query('token '), 'token')).toBeNull();
    expect(verifyToken(query(''), '')).toBeNull();
    expect(verifyToken(query(['token']), 'token')).toBeNull();
    expect(verifyToken(query('token', 'unsubscribe'), 'token')).toBeNull();
    expect(verifyToken(query('token', 'subscribe', ['x']), 'token')).toBeNull();
    expect(verifyToken({}, 'token')).toBeNull();
    fc.assert(
      fc.property(
        secret,
        secret,
        (token, other) => token === other || verifyToken(query(token), other) === null,
      ),
    );
  });
});
