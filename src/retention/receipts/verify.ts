import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { SignedReceipt } from '../../domain/receipt/receipt.js';
import { canonicalHash, canonicalJson } from './canonical.js';
import { keyIdOf } from './signing.js';

/** What is wrong with the first receipt that is not as it was issued. */
export interface ReceiptFault {
  /** Its place in the file, from 1. */
  readonly place: number;
  readonly what: string;
}

export interface VerifiedChain {
  readonly receipts: number;
  /** Of the last one: who knows it from elsewhere sees whether the end is missing. */
  readonly last: { readonly sequence: number; readonly hash: string } | null;
  readonly fault: ReceiptFault | null;
}

const PEM_BLOCK = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

/**
 * Checks receipts of one account offline: every signature, every hash, and that each is followed by the next. What a file
 * cannot tell is whether more came after its end.
 * @param publicKeys PEM; one block for each master key that the installation has had
 * @throws when there is no key, or what is given is none
 */
export function verifyChain(receipts: readonly SignedReceipt[], publicKeys: string): VerifiedChain {
  const blocks = publicKeys.match(PEM_BLOCK) ?? [publicKeys];
  const keys = new Map(blocks.map((pem) => createPublicKey(pem)).map((key) => [keyIdOf(key), key]));
  let before: SignedReceipt | null = null;
  for (const [index, receipt] of receipts.entries()) {
    const what = faultOf(receipt, before, keys);
    if (what !== null) return { receipts: index, last: lastOf(before), fault: { place: index + 1, what } };
    before = receipt;
  }
  return { receipts: receipts.length, last: lastOf(before), fault: null };
}

function faultOf(
  receipt: SignedReceipt,
  before: SignedReceipt | null,
  keys: ReadonlyMap<string, KeyObject>,
): string | null {
  const { body, hash, signature } = receipt;
  const key = keys.get(body.keyId);
  if (!key) return `it is signed by another key, ${body.keyId}: give that one as well if you know it`;
  if (!verify(null, Buffer.from(canonicalJson(body)), key, Buffer.from(signature, 'base64')))
    return 'its signature does not match: it was changed, or is not ours';
  // Several texts are the same signature; only the one that was issued is taken.
  if (Buffer.from(signature, 'base64').toString('base64') !== signature) return 'its signature was rewritten';
  if (canonicalHash(body) !== hash) return 'its hash is not that of its content';
  if (before && body.account !== before.body.account) return 'it is of another account';
  const sequence = (before?.body.sequence ?? 0) + 1;
  if (body.sequence !== sequence)
    return `it is number ${String(body.sequence)} where ${String(sequence)} belongs: one is missing, doubled or moved`;
  if (body.previous !== (before?.hash ?? null)) return 'it does not follow the one before';
  return null;
}

function lastOf(receipt: SignedReceipt | null): VerifiedChain['last'] {
  return receipt && { sequence: receipt.body.sequence, hash: receipt.hash };
}
