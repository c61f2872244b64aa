import { emailErrors, emailIndex, normaliseEmail } from '../auth/emails.js';
import { removeOneTimeLinks } from '../auth/oneTimeLinks.js';
import { hashPassword, passwordErrors } from '../auth/passwords.js';
import { removeSecondFactor } from '../auth/secondFactor/enrolment.js';
import { endSessions } from '../auth/sessions.js';
import { assertValid } from '../domain/checks.js';
import type { Role } from '../domain/user/roles.js';
import type { UserPii } from '../domain/user/user.js';
import {
  createUser as decideCreate,
  presentUser,
  removeUser as decideRemove,
  updateUserRole as decideRole,
} from '../domain/user/userCommands.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { invalid, type InvalidInput } from '../lib/errors.js';
import type { UserRow } from '../projections/rows.js';
import { roleOf, type Context } from './context.js';
import { mapPage, readPage, type Page, type PageInput } from './page.js';
import { getRow } from './rows.js';
import { changeUser } from './userChange.js';
import { sealUser, viewUsers, type UserView } from './userPii.js';

/**
 * Makes a user who can sign in at once; the command line's way. Others are invited.
 * @throws InvalidInput with `EMAIL_TAKEN`, `EMAIL_INVALID`, `PASSWORD_LENGTH`
 */
export async function createUser(
  core: Core,
  context: Context,
  input: { readonly email: string; readonly password: string; readonly role: Role },
): Promise<UserView> {
  assertValid(emailErrors('email', input.email), passwordErrors('password', input.password));
  const { account } = context;
  const index = await emailIndex(core, input.email);
  const id = core.newId();
  const email = normaliseEmail(input.email);
  const pii: UserPii = { email, name: null, passwordHash: await hashPassword(input.password) };
  const payload = await sealUser(core, account, pii);
  await changeUser(core, context, id, async (state) => {
    await assertEmailFree(core, index);
    const newcomer = { role: input.role, emailIndex: index, payload: payload._id, manager: roleOf(context) };
    return { events: decideCreate(state, newcomer), payloads: [payload] };
  });
  return getUser(core, account, id);
}

/** @throws FORBIDDEN above one's own role, InvalidInput `LAST_SUPER_ADMIN`, NOT_FOUND */
export async function updateUserRole(
  core: Core,
  context: Context,
  input: { readonly userId: string; readonly role: Role },
): Promise<UserView> {
  await changeUser(core, context, input.userId, (state) => ({
    events: decideRole(state, { role: input.role, manager: roleOf(context) }),
  }));
  return getUser(core, context.account, input.userId);
}

/**
 * Removes a user: PII, sessions and invitations go at once, tokens are refused from now on.
 * @throws FORBIDDEN above one's own role, InvalidInput `LAST_SUPER_ADMIN`, NOT_FOUND
 */
export async function removeUser(
  core: Core,
  context: Context,
  input: { readonly userId: string },
): Promise<UserView> {
  const { account } = context;
  const user = input.userId;
  await changeUser(core, context, user, (state) => {
    const { payload } = presentUser(state);
    const events = decideRemove(state, { manager: roleOf(context) });
    return { events, erase: payload === null ? [] : [payload] };
  });
  await endSessions(core, account, user);
  await removeSecondFactor(core, { account, user });
  await removeOneTimeLinks(core, 'INVITATION', { account, user });
  await removeOneTimeLinks(core, 'PASSWORD_RESET', { account, user });
  return getUser(core, account, user);
}

/** @throws NOT_FOUND; a removed user is found, without e-mail address and name */
export async function getUser(core: Core, account: string, id: string): Promise<UserView> {
  const row = await getRow<UserRow>(core, COLLECTIONS.users, account, id, 'user');
  const [view = { ...row, email: null, name: null }] = await viewUsers(core, [row]);
  return view;
}

/** The account's users, oldest first, without removed ones. */
export async function listUsers(core: Core, account: string, page: PageInput): Promise<Page<UserView>> {
  const filter = { account, state: { $in: ['INVITED', 'ACTIVE'] } };
  const order = { field: 'createdAt', direction: 1 } as const;
  const rows = await readPage<UserRow>(core, COLLECTIONS.users, filter, order, page);
  const nodes = rows.edges.map(({ node }) => node);
  return mapPage(rows, await viewUsers(core, nodes));
}

/** One e-mail address is one user of the installation: who signs in names no account. */
export async function assertEmailFree({ documents }: Core, index: string): Promise<void> {
  if (await documents.findOne<UserRow>(COLLECTIONS.users, { emailIndex: index })) throw emailTaken();
}

export function emailTaken(): InvalidInput {
  return invalid('email', 'EMAIL_TAKEN', 'This e-mail address cannot be used: a user has it already.');
}
