import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/auth/principal.js';
import { createFirstAdministrator } from '../../../src/administration/firstAdministrator.js';
import { createTestGraphql, type TestGraphql } from '../../support/graphql.js';
import { ADMIN } from '../../support/administration.js';

describe('people', () => {
  let graphql: TestGraphql;
  let asking: Principal;
  const run = async (
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<Record<string, never>> => {
    const { data, errors } = await graphql.run(query, asking, variables);
    expect(errors).toEqual([]);
    return data ?? {};
  };

  beforeEach(async () => {
    graphql = await createTestGraphql();
    const { account, user } = await createFirstAdministrator(graphql.core, ADMIN);
    asking = {
      ...graphql.userOf('SUPER_ADMIN'),
      userId: user._id,
      account: account._id,
      homeAccount: account._id,
    };
  });

  it('invites, promotes and removes people', async () => {
    const { inviteUser: invited } = await run(
      'mutation { inviteUser(input: { email: "New@Example.org", role: AGENT }) { user { id email state role } invitationUrl expiresAt userErrors { code } } }',
    );
    const { user, invitationUrl } = invited as unknown as { user: { id: string }; invitationUrl: string };
    expect(user).toMatchObject({ email: 'new@example.org', state: 'INVITED', role: 'AGENT' });
    expect(invitationUrl).toMatch(/^https:\/\/lethe\.example\/invitation\?token=/);
    const { inviteUser: refused } = await run(
      'mutation { inviteUser(input: { email: "x", role: AGENT }) { user { id } userErrors { field code } } }',
    );
    expect(refused).toEqual({ user: null, userErrors: [{ field: 'email', code: 'EMAIL_INVALID' }] });
    expect(
      await run(
        'mutation ($id: ID!) { updateUserRole(input: { userId: $id, role: ADMIN }) { user { role } } }',
        { id: user.id },
      ),
    ).toEqual({ updateUserRole: { user: { role: 'ADMIN' } } });
    expect(
      await run('mutation ($id: ID!) { removeUser(input: { userId: $id }) { user { state email } } }', {
        id: user.id,
      }),
    ).toEqual({ removeUser: { user: { state: 'REMOVED', email: null } } });
    expect(await run('{ users { totalCount edges { node { email } } } }')).toEqual({
      users: { totalCount: 1, edges: [{ node: { email: ADMIN.email } }] },
    });
  });

  it('makes and revokes personal tokens, and opens accounts', async () => {
    const { createPersonalToken: made } = await run(
      'mutation { createPersonalToken(input: { name: "laptop" }) { token { id name expiresAt } secret } }',
    );
    const { token, secret } = made as unknown as { token: { id: string }; secret: string };
    expect([secret.slice(0, 3), token]).toEqual(['lp_', { id: token.id, name: 'laptop', expiresAt: null }]);
    const { viewer } = await run('{ viewer { personalTokens { edges { node { id last4 } } totalCount } } }');
    expect(viewer).toEqual({
      personalTokens: { edges: [{ node: { id: token.id, last4: secret.slice(-4) } }], totalCount: 1 },
    });
    const { revokePersonalToken: ended } = await run(
      'mutation ($id: ID!) { revokePersonalToken(input: { tokenId: $id }) { token { revokedAt } } }',
      { id: token.id },
    );
    expect(ended).toMatchObject({ token: { revokedAt: expect.any(String) } });
    const { createAccount: opened } = await run(
      'mutation { createAccount(input: { name: "Second" }) { account { name dataRetentionDays } } }',
    );
    expect(opened).toEqual({ account: { name: 'Second', dataRetentionDays: null } });
    const { accounts } = await run('{ accounts { totalCount edges { node { id name } } } }');
    // The stage has two already.
    expect(accounts).toMatchObject({ totalCount: 3 });
    expect(JSON.stringify(accounts)).toContain(asking.account);
    expect(JSON.stringify(accounts)).toContain('Second');
    const { accounts: first } = await run('{ accounts(first: 2) { pageInfo { hasNextPage endCursor } } }');
    expect(first).toMatchObject({ pageInfo: { hasNextPage: true } });
    const { accounts: next } = await run(
      `{ accounts(first: 2, after: "${endCursorOf(first)}") { edges { node { name } } pageInfo { hasNextPage } } }`,
    );
    expect(next).toEqual({ edges: [{ node: { name: 'Second' } }], pageInfo: { hasNextPage: false } });
  });

  it('tells who changed what', async () => {
    await run('mutation { updateDataRetention(input: { days: 7 }) { userErrors { code } } }');
    const { auditLog } = await run(
      '{ auditLog(first: 1) { edges { node { action target from to by { type user { email } } } } pageInfo { hasNextPage } } viewer { role scopes user { email } account { dataRetentionDays } number { id } } }',
    );
    expect(auditLog).toEqual({
      edges: [
        {
          node: {
            action: 'DATA_RETENTION_UPDATED',
            target: `account:${asking.account}`,
            from: null,
            to: 7,
            by: { type: 'USER', user: { email: ADMIN.email } },
          },
        },
      ],
      pageInfo: { hasNextPage: true },
    });
  });
});

function endCursorOf(connection: unknown): string {
  return (connection as { pageInfo: { endCursor: string } }).pageInfo.endCursor;
}
