import {
  endEnrolment,
  findEnrolment,
  keepEnrolment,
  removeSecondFactor,
} from '../auth/secondFactor/enrolment.js';
import { takeTotpCode } from '../auth/secondFactor/checkCode.js';
import { replaceRecoveryCodes } from '../auth/secondFactor/recoveryCodes.js';
import type { Whose } from '../auth/secondFactor/rows.js';
import { newTotpSeed, totpUri } from '../auth/secondFactor/totp.js';
import { endSessions } from '../auth/sessions.js';
import { alreadyOn, disableSecondFactor, enableSecondFactor } from '../domain/user/secondFactorCommands.js';
import type { UserPii } from '../domain/user/user.js';
import { presentUser } from '../domain/user/userCommands.js';
import type { Core } from '../events/core.js';
import { invalid, notFound } from '../lib/errors.js';
import type { Context } from './context.js';
import { changeUser } from './userChange.js';
import { openUser, sealUser } from './userPii.js';

/** What an authenticator needs, shown this once. */
export interface NewSecondFactor {
  /** The seed in base32, to be typed in where no picture can be taken. */
  readonly seed: string;
  readonly uri: string;
  /** Until when the first code must have come. */
  readonly expiresAt: Date;
}

/**
 * Draws a seed, which is not in use before {@link confirmSecondFactor}: a picture that was not taken locks nobody out.
 * @param pii of the user, who has just proved that it is them (Auth.prove)
 * @throws InvalidInput `SECOND_FACTOR_ON`
 */
export async function enrolSecondFactor(core: Core, whose: Whose, pii: UserPii): Promise<NewSecondFactor> {
  if (pii.totpSeed !== undefined) throw alreadyOn();
  const seed = newTotpSeed();
  const expiresAt = await keepEnrolment(core, whose, seed);
  return { seed, uri: totpUri(seed, pii.email), expiresAt };
}

/**
 * Turns the second factor on by the first code of its authenticator.
 * @returns the recovery codes, shown this once
 * @throws InvalidInput `CODE_WRONG`, `ENROLMENT_OVER`
 */
export async function confirmSecondFactor(
  core: Core,
  context: Context,
  userId: string,
  code: string,
): Promise<readonly string[]> {
  const whose: Whose = { account: context.account, user: userId };
  const seed = await findEnrolment(core, whose);
  if (seed === null)
    throw invalid('code', 'ENROLMENT_OVER', 'The setup was not begun, or it took too long. Begin again.');
  if (!(await takeTotpCode(core, whose, seed, code.replace(/\s/g, ''))))
    throw invalid('code', 'CODE_WRONG', 'This code is wrong. Look whether the clock of the device is right.');
  // Before it is asked for: whoever needs one must have it.
  const recoveryCodes = await replaceRecoveryCodes(core, whose);
  await changePii(core, context, userId, enableSecondFactor, (pii) => ({ ...pii, totpSeed: seed }));
  await endEnrolment(core, whose);
  return recoveryCodes;
}

/** Turns it off; the seed and the recovery codes are erased. The user has proved that it is them. */
export async function turnOffSecondFactor(core: Core, context: Context, userId: string): Promise<void> {
  await changePii(core, context, userId, disableSecondFactor, ({ totpSeed: _seed, ...pii }) => pii);
  await removeSecondFactor(core, { account: context.account, user: userId });
}

/** The same for somebody who is locked out, by whoever runs the gateway; their sessions end. */
export async function resetSecondFactor(core: Core, context: Context, userId: string): Promise<void> {
  await turnOffSecondFactor(core, context, userId);
  await endSessions(core, context.account, userId);
}

async function changePii(
  core: Core,
  context: Context,
  userId: string,
  decide: typeof enableSecondFactor,
  change: (pii: UserPii) => UserPii,
): Promise<void> {
  await changeUser(core, context, userId, async (state) => {
    const present = presentUser(state);
    const pii = await openUser(core, context.account, present.payload);
    if (!pii) throw notFound('user');
    const payload = await sealUser(core, context.account, change(pii));
    const events = decide(state, { payload: payload._id });
    if (events.length === 0) return { events };
    return { events, payloads: [payload], erase: present.payload === null ? [] : [present.payload] };
  });
}
