import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { fieldNamesIn } from '../../support/scan.js';
import { graphqlTargets, type GraphqlTarget } from '../../support/hostile/graphqlTargets.js';
import { restTargets, type RestTarget } from '../../support/hostile/restTargets.js';
import { allHarmless, failuresOf, harmOf, request, RUNS, WITHIN_MS } from '../../support/hostile/harm.js';
import { startHostileStage, type HostileStage } from '../../support/hostile/stage.js';
import { HOSTILE, isHostileName, type HostileValue } from '../../support/hostile/values.js';

describe(`hostile input, ${String(RUNS)} runs over every argument`, () => {
  let stage: HostileStage;
  let queries: readonly GraphqlTarget[];
  let endpoints: readonly RestTarget[];
  let values: readonly HostileValue[];

  const sendGraphql = async (target: GraphqlTarget, value: HostileValue): Promise<string | null> => {
    const body = JSON.stringify({ query: target.query, variables: target.variablesWith(value.value) });
    const headers = { 'content-type': 'application/json', ...stage.attacker.headers };
    return harmOf(target.name, value, await request(stage, '/graphql', { method: 'POST', headers, body }));
  };
  const sendRest = async (target: RestTarget, value: HostileValue): Promise<string | null> => {
    const { method, path, headers, body } = target.requestWith(value.value);
    const known = { 'x-api-key': stage.attacker.apiKey, 'x-whatsapp-number-id': stage.attacker.numberId };
    const type = body === null ? {} : { 'content-type': 'application/json' };
    return harmOf(
      target.name,
      value,
      await request(stage, path, { method, headers: { ...known, ...type, ...headers }, body }),
    );
  };
  const ofVictim = async (): Promise<Readonly<Record<string, string>>> => {
    const { db } = stage.gateway.database;
    const all: Record<string, string> = {};
    for (const name of [
      'accounts',
      'users',
      'numbers',
      'apiKeys',
      'webhooks',
      'tokens',
      'conversations',
      'messages',
      'commits',
      'payloads',
    ]) {
      const docs = await db
        .collection(name)
        .find({ account: stage.victim.account })
        .sort({ _id: 1 })
        .toArray();
      all[name] = JSON.stringify(docs.map(({ lastUsedAt: _lastUsedAt, ...doc }) => doc));
    }
    return all;
  };

  beforeAll(async () => {
    stage = await startHostileStage();
    queries = graphqlTargets(stage.schema, stage.attacker.ids);
    const openApi = await request(stage, '/v1/openapi.json', {});
    endpoints = restTargets(JSON.parse(openApi.text), [stage.attacker.ids['messageId'] ?? '']);
    const references = stage.victim.references.map((value, at) => ({
      name: `the other’s reference ${String(at)}`,
      value,
    }));
    values = [...HOSTILE, ...references];
  }, WITHIN_MS);
  afterAll(() => stage.gateway.stop());

  it('reaches every argument there is', () => {
    expect(queries.length).toBeGreaterThan(100);
    expect(endpoints.length).toBeGreaterThan(60);
  });

  it(
    'GraphQL and REST refuse or take it, show nothing of others, and change nothing of theirs',
    async () => {
      const before = await ofVictim();
      await fc.assert(
        fc.asyncProperty(fc.infiniteStream(fc.nat()), async (picks) => {
          const pick = (): HostileValue =>
            values[Number(picks.next().value) % values.length] ?? { name: '', value: null };
          const work = [
            ...queries
              .filter(({ kind }) => kind !== 'subscription')
              .map((target) => [target, pick()] as const)
              .map(
                ([target, value]) =>
                  () =>
                    sendGraphql(target, value),
              ),
            ...endpoints
              .map((target) => [target, pick()] as const)
              .map(
                ([target, value]) =>
                  () =>
                    sendRest(target, value),
              ),
          ];
          expect(await allHarmless(work)).toEqual([]);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
      expect(await ofVictim()).toEqual(before);
      const { db, keysDb } = stage.gateway.database;
      expect([...(await fieldNamesIn(db, keysDb))].filter(isHostileName)).toEqual([]);
    },
    WITHIN_MS,
  );

  it('would have found a name that was stored', async () => {
    const { db } = stage.gateway.database;
    await db.collection('planted').insertOne({ list: [{ isAdmin: true }], text: '$where' });
    expect([...(await fieldNamesIn(db))].filter(isHostileName)).toEqual(['isAdmin']);
    await db.collection('planted').drop();
  });

  it('subscriptions refuse it', async () => {
    const targets = queries.filter(({ kind }) => kind === 'subscription');
    const client = createClient({
      url: `${stage.gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { apiKey: stage.attacker.apiKey },
      retryAttempts: 0,
    });
    const listen = (target: GraphqlTarget, value: HostileValue) => async (): Promise<string | null> => {
      const heard = await new Promise<string>((resolve) => {
        const stop = client.subscribe(
          { query: target.query, variables: target.variablesWith(value.value) as Record<string, unknown> },
          {
            next: (result) => {
              resolve(JSON.stringify(result));
            },
            error: (error) => {
              resolve(JSON.stringify(error));
            },
            complete: () => {
              resolve('');
            },
          },
        );
        setTimeout(() => {
          stop();
        }, 300);
      });
      return harmOf(target.name, value, { status: 200, text: heard });
    };
    const work = targets.flatMap((target) => values.map((value) => listen(target, value)));
    expect(await allHarmless(work)).toEqual([]);
    await client.dispose();
  });

  it('polluted nothing, and logged no failure of ours', () => {
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    expect(failuresOf(stage)).toEqual([]);
  });
});
