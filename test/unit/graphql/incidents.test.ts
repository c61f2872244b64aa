import { beforeEach, describe, expect, it } from '@jest/globals';
import { createFirstAdministrator } from '../../../src/administration/firstAdministrator.js';
import { createIncidents } from '../../../src/alerts/incidents.js';
import type { UserPrincipal } from '../../../src/auth/principal.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { ADMIN } from '../../support/administration.js';
import { createTestGraphql, type TestGraphql } from '../../support/graphql.js';

const QUERY = `query ($state: IncidentState, $first: Int, $after: String) {
  incidents(state: $state, first: $first, after: $after) {
    edges { node { id state kind place reason resolvedAt numberId sweepId erasureId } }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}`;

interface Answer {
  readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number;
}

describe('what proves and what holds up forgetting', () => {
  let graphql: TestGraphql;
  let admin: UserPrincipal;
  beforeEach(async () => {
    graphql = await createTestGraphql();
    const { account } = await createFirstAdministrator(graphql.core, ADMIN);
    admin = { ...graphql.userOf('ADMIN'), account: account._id, homeAccount: account._id };
  });
  const ask = async (variables: Record<string, unknown> = {}): Promise<Answer> => {
    const { data, errors } = await graphql.run(QUERY, admin, variables);
    expect(errors).toEqual([]);
    return (data as unknown as { incidents: Answer }).incidents;
  };

  it('lists incidents for administrators, page by page, open ones alone where that is asked', async () => {
    const incidents = createIncidents(graphql.core);
    const erasure = graphql.core.newId();
    const since = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));
    const store = { what: 'RECORDINGS', number: null } as const;
    const trouble = { kind: 'STORE_UNREACHABLE', reason: 'Error', since: since(1), sweep: 's1' } as const;
    await incidents.report(admin.account, store, trouble);
    await incidents.resolve(admin.account, store);
    const place = { what: 'ERASURE', number: null, erasure } as const;
    const failing = { kind: 'ERASURE_FAILING', reason: 'CHATWOOT: UNAUTHORIZED', since: since(2) } as const;
    await incidents.report(admin.account, place, failing);
    await incidents.report('somebody else', place, failing);

    const all = await ask();
    expect(all.totalCount).toBe(2);
    expect(all.edges.map(({ node }) => node)).toMatchObject([
      { state: 'OPEN', kind: 'ERASURE_FAILING', place: 'ERASURE', erasureId: erasure, sweepId: null },
      { state: 'RESOLVED', kind: 'STORE_UNREACHABLE', place: 'RECORDINGS', erasureId: null, sweepId: 's1' },
    ]);
    const first = await ask({ first: 1 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await ask({ first: 1, after: first.pageInfo.endCursor });
    expect([...first.edges, ...rest.edges]).toEqual(all.edges);
    expect((await ask({ state: 'OPEN' })).edges).toEqual(all.edges.slice(0, 1));
  });

  it('is for administrators', async () => {
    expect((await graphql.run(QUERY, { ...admin, role: 'AGENT' })).codes).toEqual(['FORBIDDEN']);
  });

  it('gives the receipt of an erasure once it is completed', async () => {
    const { erasures } = graphql.services;
    const { account } = admin;
    const asked = { account, by: SYSTEM, contact: null, phoneNumber: '+4915155508801' };
    const { _id: id } = await erasures.request(asked);
    const query = 'query ($id: ID!) { erasure(id: $id) { state receipt { kind of hash body } } }';
    const shown = async () => (await graphql.run(query, admin, { id })).data;
    expect(await shown()).toEqual({ erasure: { state: 'RUNNING', receipt: null } });
    await erasures.run(account, id);
    expect(await shown()).toMatchObject({
      erasure: { state: 'COMPLETED', receipt: { kind: 'ERASURE', of: id, hash: expect.any(String) } },
    });
  });
});
