import type { Core } from '../../events/core.js';
import { hmac } from '../../events/masterKey.js';

/**
 * A sum modulo 2^256 in 16 limbs of 16 bits, so that a batch is added by `$inc` in the very transaction that erases it: no
 * crash can add it twice or not at all, and the order of batches does not matter. A limb holds 2^37 records exactly.
 */
export type IdsSum = readonly number[];

const LIMBS = 16;
const LIMB_BITS = 16n;
const MODULUS = 1n << 256n;

export const NO_IDS: IdsSum = Array.from({ length: LIMBS }, () => 0);

const PURPOSE = 'receipts/ids';

/** What records of a class add, limb by limb. Under a key: an id cannot be guessed from a receipt. */
export function sumOfIds(
  { deriveKey }: Pick<Core, 'deriveKey'>,
  recordClass: string,
  ids: readonly string[],
): IdsSum {
  const sum = [...NO_IDS];
  if (ids.length === 0) return sum;
  const key = deriveKey(PURPOSE);
  for (const id of ids) {
    const mac = hmac(key, recordClass, id);
    // Limb 0 is the lowest.
    for (let limb = 0; limb < LIMBS; limb += 1)
      sum[limb] = (sum[limb] ?? 0) + mac.readUInt16BE(30 - 2 * limb);
  }
  return sum;
}

/** For `$inc` on a field that holds an {@link IdsSum}. */
export function incrementsOf(field: string, sum: IdsSum): Readonly<Record<string, number>> {
  if (sum.every((limb) => limb === 0)) return {};
  return Object.fromEntries(sum.map((limb, index) => [`${field}.${String(index)}`, limb]));
}

/** The sum as 64 hexadecimal digits. */
export function hexOf(sum: IdsSum | undefined): string {
  const total = Object.values(sum ?? NO_IDS).reduce(
    (all, limb, index) => all + (BigInt(limb) << (LIMB_BITS * BigInt(index))),
    0n,
  );
  return (total % MODULUS).toString(16).padStart(64, '0');
}
