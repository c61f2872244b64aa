import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import type { ReceiptBody, SignedReceipt } from '../../domain/receipt/receipt.js';
import type { Core } from '../../events/core.js';
import { canonicalHash, canonicalJson } from './canonical.js';

/** RFC 8410: PKCS #8 of an Ed25519 key is this and the 32 bytes of the seed. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

export interface ReceiptSigner {
  readonly keyId: string;
  /** SPKI in PEM. */
  readonly publicKey: string;
  sign(body: ReceiptBody): SignedReceipt;
}

/** The installation's signing key is derived from its master key: nothing more to keep, and lost with nothing else. */
export function createReceiptSigner({ deriveKey }: Pick<Core, 'deriveKey'>): ReceiptSigner {
  const seed = deriveKey('receipts/signing');
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key);
  return {
    keyId: keyIdOf(publicKey),
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    sign: (body) => ({
      body,
      hash: canonicalHash(body),
      signature: sign(null, Buffer.from(canonicalJson(body)), key).toString('base64'),
    }),
  };
}

export function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ format: 'der', type: 'spki' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}
