import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { randomFromPool } from '../lib/random.js';

/** AES-256-GCM output: `iv` 12 bytes, `tag` 16 bytes (NIST SP 800-38D). */
export interface SealedBox {
  readonly iv: Buffer;
  readonly box: Buffer;
  readonly tag: Buffer;
}

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
export const KEY_BYTES = 32;

/** Seals bytes; `context` is authenticated with them, so that a box cannot be moved to another record. */
export function seal(key: Buffer, plain: Buffer, context: string): SealedBox {
  const iv = randomFromPool(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv);
  cipher.setAAD(Buffer.from(context));
  const box = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { iv, box, tag: cipher.getAuthTag() };
}

/** Opens what {@link seal} made; throws when the key, the context or a single bit is not the same. */
export function open(key: Buffer, { iv, box, tag }: SealedBox, context: string): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, iv);
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(box), decipher.final()]);
}

export function hmac(key: Buffer, ...parts: readonly (string | Buffer)[]): Buffer {
  const mac = createHmac('sha256', key);
  for (const part of parts) {
    // Each part is preceded by its length: no two lists of parts give the same bytes.
    mac.update(`${String(Buffer.byteLength(part))}:`).update(part);
  }
  return mac.digest();
}

/** The key-encryption key: it wraps data keys and is itself kept outside of every database. */
export interface MasterKey {
  wrap(secret: Buffer, context: string): SealedBox;
  unwrap(wrapped: SealedBox, context: string): Buffer;
  /** A key of 32 bytes for one purpose, the same in every process of the installation. */
  derive(purpose: string): Buffer;
}

/** @param secret 32 bytes, from `MASTER_KEY` or the file in `DATA_DIR` */
export function createMasterKey(secret: Buffer): MasterKey {
  if (secret.length !== KEY_BYTES) throw new RangeError(`A master key has ${String(KEY_BYTES)} bytes.`);
  return {
    wrap: (plain, context) => seal(secret, plain, `wrap/${context}`),
    unwrap: (wrapped, context) => open(secret, wrapped, `wrap/${context}`),
    derive: (purpose) => hmac(secret, 'derive', purpose),
  };
}
