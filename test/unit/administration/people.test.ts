import { beforeEach, describe, expect, test } from '@jest/globals';
import { createAccount } from '../../../src/administration/accounts.js';
import { createFirstAdministrator, isClaimed } from '../../../src/administration/firstAdministrator.js';
import { acceptInvitation, inviteUser } from '../../../src/administration/invitations.js';
import { completeSetup, isSetupOpen, prepareFirstAdministrator } from '../../../src/administration/setup.js';
import { viewActors } from '../../../src/administration/userPii.js';
import {
  createUser,
  getUser,
  listUsers,
  removeUser,
  updateUserRole,
} from '../../../src/administration/users.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { DAY_MS, MINUTE_MS } from '../../../src/lib/clock.js';
import { ADMIN, createInstallation, type Installation } from '../../support/administration.js';
import { createTestClock } from '../../support/clock.js';
import { createTestCore } from '../../support/core.js';
import { refusalOf } from '../../support/decider.js';

const password = 'a long enough password';

describe('first administrator', () => {
  test('there is only ever one, however many ask at once', async () => {
    const core = await createTestCore();
    const results = await Promise.allSettled(
      [1, 2, 3].map((index) =>
        createFirstAdministrator(core, { email: `a${String(index)}@b.org`, password }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await core.documents.count(COLLECTIONS.accounts, {})).toBe(1);
    expect(await core.documents.count(COLLECTIONS.users, {})).toBe(1);
    expect(await core.documents.count(COLLECTIONS.payloads, {})).toBe(1);
  });

  test('comes by a link that is good once and for 30 minutes', async () => {
    const { clock, advance } = createTestClock();
    const core = await createTestCore({ clock });
    const late = await prepareFirstAdministrator(core, null);
    if (late.kind !== 'LINK') throw new Error('No link.');
    expect(await isSetupOpen(core, late.link.secret)).toBe(true);
    advance(30 * MINUTE_MS);
    expect(await isSetupOpen(core, late.link.secret)).toBe(false);
    expect(await refusalOf(completeSetup(core, { ...ADMIN, token: late.link.secret }))).toEqual([
      'UNAUTHENTICATED',
    ]);
    const renewed = await prepareFirstAdministrator(core, null);
    if (renewed.kind !== 'LINK') throw new Error('No link.');
    const token = renewed.link.secret;
    expect(await refusalOf(completeSetup(core, { ...ADMIN, password: 'short', token }))).toContain(
      'PASSWORD_LENGTH',
    );
    const user = await completeSetup(core, { ...ADMIN, token });
    expect(user).toMatchObject({ role: 'SUPER_ADMIN', state: 'ACTIVE', email: ADMIN.email });
    expect(await isSetupOpen(core, token)).toBe(false);
    expect(await refusalOf(completeSetup(core, { ...ADMIN, token }))).toEqual(['UNAUTHENTICATED']);
    expect(await prepareFirstAdministrator(core, null)).toEqual({ kind: 'CLAIMED' });
  });

  test('comes by configuration', async () => {
    const core = await createTestCore();
    expect(await isClaimed(core)).toBe(false);
    expect(await prepareFirstAdministrator(core, ADMIN)).toEqual({ kind: 'CREATED' });
    expect(await prepareFirstAdministrator(core, ADMIN)).toEqual({ kind: 'CLAIMED' });
    expect(await isClaimed(core)).toBe(true);
  });
});

describe('users', () => {
  let here: Installation;
  beforeEach(async () => {
    here = await createInstallation();
  });

  test('are invited, accept once, and sign in', async () => {
    const { core, context, auth } = here;
    const { user, invitation } = await inviteUser(core, context, {
      email: ' Ada@Example.org ',
      role: 'AGENT',
    });
    expect(user).toMatchObject({ state: 'INVITED', email: 'ada@example.org', name: null, role: 'AGENT' });
    const credentials = { email: 'ADA@example.org', password, address: '::1' };
    expect(await refusalOf(auth.signIn(credentials))).toEqual(['UNAUTHENTICATED']);
    const token = invitation.secret;
    const accepted = await Promise.allSettled([
      acceptInvitation(core, { token, password, name: 'Ada' }),
      acceptInvitation(core, { token, password: 'another password', name: 'Eve' }),
    ]);
    expect(accepted.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusalOf(acceptInvitation(core, { token, password }))).toEqual(['UNAUTHENTICATED']);
    expect((await getUser(core, here.account, user._id)).state).toBe('ACTIVE');
  });

  test('an invitation ends after a week, and is renewed by another one', async () => {
    const { core, context, time } = here;
    const input = { email: 'ada@example.org', role: 'AGENT' } as const;
    const first = await inviteUser(core, context, input);
    const second = await inviteUser(core, context, { ...input, role: 'ADMIN' });
    expect(second.user).toMatchObject({ _id: first.user._id, role: 'ADMIN' });
    const accept = (token: string) => acceptInvitation(core, { token, password });
    expect(await refusalOf(accept(first.invitation.secret))).toEqual(['UNAUTHENTICATED']);
    time.advance(7 * DAY_MS);
    expect(await refusalOf(accept(second.invitation.secret))).toEqual(['UNAUTHENTICATED']);
    const third = await inviteUser(core, context, input);
    expect(await accept(third.invitation.secret)).toMatchObject({ state: 'ACTIVE', role: 'AGENT' });
    expect(await refusalOf(inviteUser(core, context, input))).toContain('EMAIL_TAKEN');
  });

  test('one e-mail address is one user, at the same moment too', async () => {
    const { core, context } = here;
    const make = (email: string) => createUser(core, context, { email, password, role: 'AGENT' });
    const results = await Promise.allSettled([make('ada@example.org'), make('ADA@example.org')]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusalOf(make(ADMIN.email))).toContain('EMAIL_TAKEN');
    expect(await refusalOf(make('no address'))).toContain('EMAIL_INVALID');
  });

  test('the last SUPER_ADMIN stays, even when two go at once', async () => {
    const { core, context, admin } = here;
    expect(await refusalOf(removeUser(core, context, { userId: admin._id }))).toContain('LAST_SUPER_ADMIN');
    const demote = updateUserRole(core, context, { userId: admin._id, role: 'ADMIN' });
    expect(await refusalOf(demote)).toContain('LAST_SUPER_ADMIN');
    // The other one is at home in another account: the rule is about the installation.
    const { _id: account } = await createAccount(core, context, { name: 'Second' });
    const there = { ...context, account };
    const other = await createUser(core, there, { email: 'b@example.org', password, role: 'SUPER_ADMIN' });
    const results = await Promise.allSettled([
      removeUser(core, context, { userId: admin._id }),
      removeUser(core, there, { userId: other._id }),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await core.documents.count(COLLECTIONS.users, { role: 'SUPER_ADMIN', state: 'ACTIVE' })).toBe(1);
  });

  test('an invited SUPER_ADMIN counts once they have accepted', async () => {
    const { core, context, admin } = here;
    const { invitation } = await inviteUser(core, context, { email: 'b@example.org', role: 'SUPER_ADMIN' });
    expect(await refusalOf(removeUser(core, context, { userId: admin._id }))).toContain('LAST_SUPER_ADMIN');
    await acceptInvitation(core, { token: invitation.secret, password });
    expect((await removeUser(core, context, { userId: admin._id })).state).toBe('REMOVED');
  });

  test('nobody gives or takes away more than they have', async () => {
    const { core, context, admin } = here;
    const asAdmin = { ...context, role: 'ADMIN' } as const;
    const invite = inviteUser(core, asAdmin, { email: 'b@example.org', role: 'SUPER_ADMIN' });
    expect(await refusalOf(invite)).toEqual(['FORBIDDEN']);
    expect(await refusalOf(removeUser(core, asAdmin, { userId: admin._id }))).toEqual(['FORBIDDEN']);
    const { role: _role, ...without } = context;
    const bare = inviteUser(core, without, { email: 'b@example.org', role: 'AGENT' });
    expect(await refusalOf(bare)).toEqual(['FORBIDDEN']);
  });

  test('a removed one is forgotten, and the address may be used again', async () => {
    const { core, context, account } = here;
    const input = { email: 'ada@example.org', password, role: 'AGENT' } as const;
    const user = await createUser(core, context, input);
    const gone = await removeUser(core, context, { userId: user._id });
    expect(gone).toMatchObject({ state: 'REMOVED', email: null, name: null });
    expect(await core.documents.count(COLLECTIONS.payloads, {})).toBe(1);
    expect((await listUsers(core, account, {})).edges).toHaveLength(1);
    expect((await createUser(core, context, input))._id).not.toBe(user._id);
  });

  test('are found as actors wherever they are at home', async () => {
    const { core, admin } = here;
    const actors = await viewActors(core, [admin._id, admin._id, 'nobody']);
    expect([...actors.values()].map(({ email }) => email)).toEqual([ADMIN.email]);
  });
});
