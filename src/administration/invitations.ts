import { emailErrors, emailIndex, normaliseEmail } from '../auth/emails.js';
import {
  createOneTimeLink,
  findOneTimeLink,
  removeOneTimeLinks,
  type OneTimeLink,
} from '../auth/oneTimeLinks.js';
import { hashPassword, passwordErrors } from '../auth/passwords.js';
import { assertValid, nameErrors } from '../domain/checks.js';
import type { Role } from '../domain/user/roles.js';
import { inviteUser as decideInvite, setPassword, updateUserRole } from '../domain/user/userCommands.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { DAY_MS } from '../lib/clock.js';
import { LetheError } from '../lib/errors.js';
import type { UserRow } from '../projections/rows.js';
import { roleOf, type Context } from './context.js';
import { changeUser } from './userChange.js';
import { openUser, sealUser, type UserView } from './userPii.js';
import { assertEmailFree, emailTaken, getUser } from './users.js';

const INVITATION_MS = 7 * DAY_MS;

/**
 * Invites somebody. The answer's secret goes into the link `/invitation?token=…`, which the inviter hands over;
 * it is good once, for seven days. Inviting someone anew who has not accepted yet replaces role and link.
 * @throws InvalidInput with `EMAIL_TAKEN`, `EMAIL_INVALID`; FORBIDDEN for a role above one's own
 */
export async function inviteUser(
  core: Core,
  context: Context,
  input: { readonly email: string; readonly role: Role },
): Promise<{ readonly user: UserView; readonly invitation: OneTimeLink }> {
  assertValid(emailErrors('email', input.email));
  const { account } = context;
  const index = await emailIndex(core, input.email);
  const pending = await core.documents.findOne<UserRow>(COLLECTIONS.users, { account, emailIndex: index });
  const manager = roleOf(context);
  const { role } = input;
  let user: string;
  if (pending?.state === 'INVITED') {
    user = pending._id;
    await changeUser(core, context, user, (state) => {
      // Accepted meanwhile: an invitation is no way to change the role of somebody who is here.
      if (state.kind !== 'INVITED') throw emailTaken();
      return { events: updateUserRole(state, { role, manager }) };
    });
    await removeOneTimeLinks(core, 'INVITATION', { account, user });
  } else {
    user = core.newId();
    const payload = await sealUser(core, account, { email: normaliseEmail(input.email), name: null });
    await changeUser(core, context, user, async (state) => {
      await assertEmailFree(core, index);
      const newcomer = { role, emailIndex: index, payload: payload._id, manager };
      return { events: decideInvite(state, newcomer), payloads: [payload] };
    });
  }
  const link = { kind: 'INVITATION', account, user, lifetimeMs: INVITATION_MS } as const;
  return { user: await getUser(core, account, user), invitation: await createOneTimeLink(core, link) };
}

/**
 * Accepts an invitation by its link: sets the password, and the user may sign in.
 * @param input.name how others see them; PII, sealed
 * @throws UNAUTHENTICATED when the link is unknown, used or too old; InvalidInput
 */
export async function acceptInvitation(
  core: Core,
  input: {
    readonly token: string;
    readonly password: string;
    readonly name?: string | null | undefined;
  },
): Promise<UserView> {
  const link = await findOneTimeLink(core, 'INVITATION', input.token);
  const account = link?.account ?? null;
  const user = link?.user ?? null;
  if (account === null || user === null) throw linkIsOver();
  const name = input.name?.trim() ?? '';
  assertValid(passwordErrors('password', input.password), name === '' ? [] : nameErrors('name', name));
  const passwordHash = await hashPassword(input.password);
  const context: Context = { account, actor: { type: 'USER', id: user } };
  await changeUser(core, context, user, async (state) => {
    // Used by another request meanwhile: the state tells, whatever became of the link.
    if (state.kind !== 'INVITED') throw linkIsOver();
    const pii = await openUser(core, account, state.payload);
    if (!pii) throw linkIsOver();
    const payload = await sealUser(core, account, { ...pii, name: name === '' ? null : name, passwordHash });
    return {
      events: setPassword(state, { payload: payload._id }),
      payloads: [payload],
      erase: state.payload === null ? [] : [state.payload],
    };
  });
  await removeOneTimeLinks(core, 'INVITATION', { account, user });
  return getUser(core, account, user);
}

/** Whether an invitation's link is still good; for its page. */
export async function isInvitationOpen(core: Core, token: string): Promise<boolean> {
  return (await findOneTimeLink(core, 'INVITATION', token)) !== null;
}

function linkIsOver(): LetheError {
  return new LetheError('UNAUTHENTICATED', 'This link is not good any more. Ask for a new one.');
}
