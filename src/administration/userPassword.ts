import { hashPassword, passwordErrors } from '../auth/passwords.js';
import { endSessions } from '../auth/sessions.js';
import type { PasswordChecks, Proof } from '../auth/signIn.js';
import { assertValid } from '../domain/checks.js';
import { presentUser, setPassword } from '../domain/user/userCommands.js';
import type { Core } from '../events/core.js';
import { notFound } from '../lib/errors.js';
import type { Context } from './context.js';
import { changeUser } from './userChange.js';
import { openUser, sealUser } from './userPii.js';

/**
 * Sets another password for who is signed in. All their sessions end, the one that asks included: whoever knew the old
 * password is out, and who asks is to be given a new one (OWASP session management, "Renew the Session ID After Any
 * Privilege Level Change").
 * @param prove makes sure that it is still they who sit there
 * @throws InvalidInput `PASSWORD_LENGTH` of `newPassword`, `PASSWORD_WRONG`, `CODE_WRONG`; RATE_LIMITED
 */
export async function changePassword(
  core: Core,
  prove: PasswordChecks['prove'],
  context: Context,
  userId: string,
  { newPassword, ...proof }: Proof & { readonly newPassword: string },
): Promise<void> {
  // First, as a code is used up by the proof.
  assertValid(passwordErrors('newPassword', newPassword));
  await prove({ account: context.account, user: userId }, proof);
  await replacePassword(core, context, userId, await hashPassword(newPassword));
}

/** Puts a password's hash in place of the present one, and ends all sessions of the user. @throws NOT_FOUND */
export async function replacePassword(
  core: Core,
  context: Context,
  userId: string,
  passwordHash: string,
): Promise<void> {
  const { account } = context;
  await changeUser(core, context, userId, async (state) => {
    const { payload: present } = presentUser(state);
    const pii = await openUser(core, account, present);
    if (!pii) throw notFound('user');
    const payload = await sealUser(core, account, { ...pii, passwordHash });
    return {
      events: setPassword(state, { payload: payload._id }),
      payloads: [payload],
      erase: present === null ? [] : [present],
    };
  });
  await endSessions(core, account, userId);
}
