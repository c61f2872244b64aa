import { randomBytes } from 'node:crypto';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { hashSecret } from '../secrets.js';
import type { RecoveryCodeRow, Whose } from './rows.js';

const CODES = 10;
/** 80 random bits: nothing to guess, so a plain hash is enough. */
const BYTES = 10;
const KIND = 'RECOVERY_CODE';

/** Draws ten codes in place of those there were. @returns what is shown once; only their hashes are kept */
export async function replaceRecoveryCodes(core: Core, whose: Whose): Promise<readonly string[]> {
  const codes = Array.from({ length: CODES }, () => grouped(randomBytes(BYTES).toString('hex')));
  await removeRecoveryCodes(core, whose);
  const rows = codes.map((code): RecoveryCodeRow => ({ _id: hashOf(code), kind: KIND, ...whose }));
  await core.documents.insertMany(COLLECTIONS.secondFactors, rows);
  return codes;
}

/** Uses a code up. @returns false: it is none of the user's, or was used before */
export async function takeRecoveryCode({ documents }: Core, whose: Whose, code: string): Promise<boolean> {
  const filter = { _id: hashOf(code), kind: KIND, ...whose };
  return (await documents.deleteMany(COLLECTIONS.secondFactors, filter)) === 1;
}

export async function removeRecoveryCodes({ documents }: Core, whose: Whose): Promise<void> {
  await documents.deleteMany(COLLECTIONS.secondFactors, { kind: KIND, ...whose });
}

/** `0123-4567-…`: people copy them from paper. */
function grouped(text: string): string {
  return text.match(/.{4}/g)?.join('-') ?? text;
}

function hashOf(code: string): string {
  return hashSecret(code.toLowerCase().replace(/[^0-9a-f]/g, ''));
}
