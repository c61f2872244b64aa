import { beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphQLField } from 'graphql';
import { graphqlSchema } from '../../../src/graphql/schema.js';
import { createTestGraphql, type TestGraphql } from '../../support/graphql.js';

type Root = GraphQLField<unknown, unknown>;
const schema = graphqlSchema();
const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
  (type) =>
    Object.values(type?.getFields() ?? {}).map((field): [string, Root] => [
      `${type?.name ?? ''}.${field.name}`,
      field,
    ]),
);
const accessOf = (field: Root): readonly string[] => (field.extensions['access'] ?? []) as readonly string[];

describe('rights', () => {
  it.each(roots)('%s says who may ask for it, also to people', (_name, field) => {
    expect(accessOf(field)).not.toEqual([]);
    expect(field.description).toMatch(/Needs (any role|the role (SUPER_)?ADMIN)/);
    const named = /the role (\w+)/.exec(field.description ?? '')?.[1] ?? 'AGENT';
    expect(accessOf(field)).toContain(named);
    expect(accessOf(field).includes('API_KEY')).toBe((field.description ?? '').includes('an API key'));
  });

  it('lets API keys change nothing but what was read, and send', () => {
    const changes = roots.filter(
      ([name, field]) => name.startsWith('Mutation') && accessOf(field).includes('API_KEY'),
    );
    expect(changes.map(([name]) => name).sort()).toEqual([
      'Mutation.cancelMessages',
      'Mutation.markConversationRead',
      'Mutation.sendMessage',
    ]);
  });

  describe('are checked', () => {
    let graphql: TestGraphql;
    beforeAll(async () => {
      graphql = await createTestGraphql();
    });
    const settings = ['apiKeys', 'users', 'auditLog', 'sweeps'].map((name) => `{ ${name} { totalCount } }`);
    const everybody = ['{ viewer { id } }', '{ numbers { totalCount } }', ...settings];

    it.each(everybody)('%s of nobody', async (query) => {
      expect(await graphql.run(query, null)).toMatchObject({ data: null, codes: ['UNAUTHENTICATED'] });
    });

    it.each(settings)('%s of an agent and of an API key', async (query) => {
      for (const asking of [graphql.userOf('AGENT'), graphql.keyOf(null)]) {
        expect((await graphql.run(query, asking)).codes).toEqual(['FORBIDDEN']);
      }
      expect((await graphql.run(query, graphql.userOf('ADMIN'))).codes).toEqual([]);
    });

    it('changes of settings, by role', async () => {
      const retention = 'mutation { updateDataRetention(input: { days: 7 }) { userErrors { code } } }';
      const account = 'mutation { createAccount(input: { name: "a" }) { userErrors { code } } }';
      const codes = async (query: string, asking: Parameters<TestGraphql['run']>[1]) =>
        (await graphql.run(query, asking)).codes;
      for (const asking of [
        graphql.userOf('AGENT'),
        graphql.keyOf(null),
        graphql.keyOf(graphql.number._id),
      ]) {
        expect(await codes(retention, asking)).toEqual(['FORBIDDEN']);
      }
      expect(await codes(retention, graphql.userOf('ADMIN'))).toEqual([]);
      expect(await codes(account, graphql.userOf('ADMIN'))).toEqual(['FORBIDDEN']);
      expect(await codes(account, graphql.userOf('SUPER_ADMIN'))).toEqual([]);
      const accounts = '{ accounts { edges { node { id } } } }';
      expect(await codes(accounts, graphql.userOf('ADMIN'))).toEqual(['FORBIDDEN']);
      expect(await codes(accounts, graphql.userOf('SUPER_ADMIN'))).toEqual([]);
    });
  });
});
