import { emailIndex } from '../auth/emails.js';
import {
  createOneTimeLink,
  findOneTimeLink,
  removeOneTimeLinks,
  takeOneTimeLink,
} from '../auth/oneTimeLinks.js';
import { hashPassword, passwordErrors } from '../auth/passwords.js';
import { assertValid } from '../domain/checks.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { MINUTE_MS } from '../lib/clock.js';
import { errorName, LetheError } from '../lib/errors.js';
import type { Mailer } from '../lib/mailer.js';
import type { UserRow } from '../projections/rows.js';
import type { Context } from './context.js';
import { viewUsers, type UserView } from './userPii.js';
import { replacePassword } from './userPassword.js';
import { getUser } from './users.js';

const RESET_MS = 30 * MINUTE_MS;

/**
 * Mails a link by which a user sets a new password; good once, for 30 minutes. Where nobody has the address nothing
 * is sent. Never throws, and nobody should wait for it: neither answer nor time may tell who has an account here
 * (OWASP forgot-password cheat sheet).
 * @param linkOf the address for a link's secret
 */
export async function requestPasswordReset(
  core: Core,
  mailer: Mailer,
  email: string,
  linkOf: (secret: string) => string,
): Promise<void> {
  try {
    const filter = { emailIndex: await emailIndex(core, email), state: 'ACTIVE' };
    const row = await core.documents.findOne<UserRow>(COLLECTIONS.users, filter);
    const [view] = row ? await viewUsers(core, [row]) : [];
    if (!view?.email) return;
    const { account, _id: user } = view;
    await removeOneTimeLinks(core, 'PASSWORD_RESET', { account, user });
    const link = { kind: 'PASSWORD_RESET', account, user, lifetimeMs: RESET_MS } as const;
    const { secret } = await createOneTimeLink(core, link);
    await mailer.send({
      to: [view.email],
      subject: 'A new password for Lethe',
      text:
        `Somebody, you we hope, asked for a new password. Set it here within half an hour:\n\n${linkOf(secret)}\n\n` +
        'If it was not you, there is nothing to do: the old password stays good.\n',
    });
  } catch (error) {
    core.log.error({ error: errorName(error) }, 'A link for a new password could not be sent.');
  }
}

/**
 * Sets a new password by such a link. All sessions of the user end: whoever knew the old one is out.
 * @throws UNAUTHENTICATED when the link is unknown, used or too old; InvalidInput
 */
export async function resetPassword(
  core: Core,
  input: { readonly token: string; readonly password: string },
): Promise<UserView> {
  const link = await findOneTimeLink(core, 'PASSWORD_RESET', input.token);
  const account = link?.account ?? null;
  const user = link?.user ?? null;
  if (account === null || user === null) throw linkIsOver();
  assertValid(passwordErrors('password', input.password));
  const passwordHash = await hashPassword(input.password);
  if (!link || !(await takeOneTimeLink(core, link))) throw linkIsOver();
  const context: Context = { account, actor: { type: 'USER', id: user } };
  try {
    await replacePassword(core, context, user, passwordHash);
  } catch (error) {
    throw isGone(error) ? linkIsOver() : error;
  }
  return getUser(core, account, user);
}

/** Whether such a link is still good; for its page. */
export async function isResetOpen(core: Core, token: string): Promise<boolean> {
  return (await findOneTimeLink(core, 'PASSWORD_RESET', token)) !== null;
}

/** The user was removed since the link was mailed. */
function isGone(error: unknown): boolean {
  return error instanceof LetheError && error.code === 'NOT_FOUND';
}

function linkIsOver(): LetheError {
  return new LetheError('UNAUTHENTICATED', 'This link is not good any more. Ask for a new one.');
}
