import { userDecider, userStream } from '../../domain/user/user.js';
import { noteRecoveryCodeUse } from '../../domain/user/secondFactorCommands.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { DuplicateKey } from '../../events/documents.js';
import { handle } from '../../events/handle.js';
import { SECOND_MS } from '../../lib/clock.js';
import { takeRecoveryCode } from './recoveryCodes.js';
import type { UsedCodeRow, Whose } from './rows.js';
import { CODE_LIFETIME_S, stepOfCode } from './totp.js';

/**
 * Whether a code is the user's, of their authenticator or one of their recovery codes. It is used up by that: the
 * same one is refused from then on, by every process (RFC 6238 §5.2).
 * @param code as it was entered, with blanks and hyphens
 */
export async function checkCode(core: Core, whose: Whose, seed: string, code: string): Promise<boolean> {
  const plain = code.replace(/[\s-]/g, '');
  if (/^\d{6}$/.test(plain)) return takeTotpCode(core, whose, seed, plain);
  if (!(await takeRecoveryCode(core, whose, plain))) return false;
  const { account, user } = whose;
  const stream = { account, stream: userStream(user), by: { type: 'USER', id: user } } as const;
  await handle(core.store, userDecider, stream, noteRecoveryCodeUse);
  return true;
}

/** The same for a code of an authenticator alone, as for a seed that is not in use yet. */
export async function takeTotpCode(core: Core, whose: Whose, seed: string, code: string): Promise<boolean> {
  const now = core.clock();
  const step = stepOfCode(seed, code, now);
  if (step === null) return false;
  const row: UsedCodeRow = {
    _id: `${whose.user}/${String(step)}`,
    kind: 'USED_CODE',
    ...whose,
    // Two of them: the clock that deletes it may be fast.
    expiresAt: new Date(now.getTime() + 2 * CODE_LIFETIME_S * SECOND_MS),
  };
  try {
    await core.documents.insertMany(COLLECTIONS.secondFactors, [row]);
    return true;
  } catch (error) {
    if (error instanceof DuplicateKey) return false;
    throw error;
  }
}
