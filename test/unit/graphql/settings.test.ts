import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/auth/principal.js';
import { createFirstAdministrator } from '../../../src/administration/firstAdministrator.js';
import { createTestGraphql, type TestGraphql } from '../../support/graphql.js';
import { ADMIN, WHATSAPP } from '../../support/administration.js';

describe('settings', () => {
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

  const CREATE =
    'mutation ($input: CreateNumberInput!) { createNumber(input: $input) { number { id phoneNumber piiMode whatsapp { phoneNumberId } telephony { recordings } } userErrors { field code } } }';
  const createNumber = async (): Promise<string> => {
    const input = { name: 'Sales', phoneNumber: '+4930901820', whatsapp: WHATSAPP };
    const { createNumber: created } = await run(CREATE, { input });
    return (created as unknown as { number: { id: string } }).number.id;
  };

  it('adds, changes and removes a number', async () => {
    const id = await createNumber();
    const changed = await run(
      'mutation ($id: ID!) { updateNumber(input: { numberId: $id, name: "Support", telephony: { accountSid: "AC1", authToken: "t" } }) { number { name telephony { accountSid recordings } whatsapp { phoneNumberId } } userErrors { code } } }',
      { id },
    );
    expect(changed).toEqual({
      updateNumber: {
        number: {
          name: 'Support',
          telephony: { accountSid: 'AC1', recordings: 'LEAVE' },
          whatsapp: { phoneNumberId: WHATSAPP.phoneNumberId },
        },
        userErrors: [],
      },
    });
    await run('mutation ($id: ID!) { removeNumber(input: { numberId: $id }) { number { name } } }', { id });
    expect((await graphql.run('query ($id: ID!) { number(id: $id) { id } }', asking, { id })).codes).toEqual([
      'NOT_FOUND',
    ]);
  });

  it('tells what is wrong with an input, and changes nothing', async () => {
    const input = { name: '', phoneNumber: '030', whatsapp: WHATSAPP };
    const { createNumber: refused } = await run(CREATE, { input });
    expect(refused).toEqual({
      number: null,
      userErrors: [
        { field: 'name', code: 'NAME_INVALID' },
        { field: 'phoneNumber', code: 'PHONE_NUMBER_INVALID' },
      ],
    });
    expect(await run('{ numbers { totalCount } }')).toEqual({ numbers: { totalCount: 0 } });
  });

  it.each([-1, 1096, 1.5])('refuses a retention of %d days', async (days) => {
    const query =
      'mutation ($input: UpdateDataRetentionInput!) { updateDataRetention(input: $input) { account { dataRetentionDays } userErrors { field code } } }';
    expect(await run(query, { input: { days } })).toEqual({
      updateDataRetention: { account: null, userErrors: [{ field: 'days', code: 'DAYS_INVALID' }] },
    });
    expect(await run('{ account { dataRetentionDays nextSweepAt } }')).toEqual({
      account: { dataRetentionDays: null, nextSweepAt: null },
    });
    const preview = await graphql.run(
      'query ($input: RetentionPreviewInput!) { retentionPreview(input: $input) { asOf } }',
      asking,
      { input: { days } },
    );
    expect(preview.codes).toEqual(['BAD_USER_INPUT']);
  });

  it('does not take days that were left out for none', async () => {
    const set =
      'mutation ($days: Float) { updateDataRetention(input: { days: $days }) { userErrors { field code } } }';
    await run(set, { days: 30 });
    expect(await run(set)).toEqual({
      updateDataRetention: { userErrors: [{ field: 'days', code: 'REQUIRED' }] },
    });
    expect(await run('{ account { dataRetentionDays } }')).toEqual({ account: { dataRetentionDays: 30 } });
  });

  it('sets, previews and unsets the retention', async () => {
    const set =
      'mutation ($days: Float) { updateDataRetention(input: { days: $days }) { account { dataRetentionDays nextSweepAt lastSweep { id } } } }';
    const { updateDataRetention: updated } = await run(set, { days: 30 });
    expect(updated).toMatchObject({
      account: { dataRetentionDays: 30, nextSweepAt: expect.any(String), lastSweep: null },
    });
    const { retentionPreview: preview } = await run(
      '{ retentionPreview(input: { days: 7 }) { asOf nextRunAt classes { class count bytes oldest } } }',
    );
    expect(preview).toMatchObject({
      classes: expect.arrayContaining([{ class: 'MESSAGES', count: 0, bytes: 0, oldest: null }]),
    });
    expect(await run('{ retentionPreview { classes { count } } }')).toBeTruthy();
    expect(await run(set, { days: null })).toMatchObject({
      updateDataRetention: { account: { dataRetentionDays: null } },
    });
  });

  it('previews the retention of an API key', async () => {
    const { createApiKey: made } = await run(
      'mutation { createApiKey(input: { name: "Shop", retentionDays: 30 }) { apiKey { id } } }',
    );
    const apiKeyId = (made as unknown as { apiKey: { id: string } }).apiKey.id;
    const preview =
      'query ($input: RetentionPreviewInput!) { retentionPreview(input: $input) { nextRunAt classes { class count bytes oldest } } }';
    const { retentionPreview: shown } = await run(preview, { input: { apiKeyId, retentionDays: 0 } });
    expect(shown).toMatchObject({
      nextRunAt: expect.stringContaining('T00:45:00.000Z'),
      classes: expect.arrayContaining([{ class: 'SEND_LOG', count: 0, bytes: 0, oldest: null }]),
    });
    const wrong = [{}, { retentionDays: 1.5 }, { retentionDays: -1 }, { retentionDays: 1, days: 1 }];
    for (const input of wrong)
      expect((await graphql.run(preview, asking, { input: { apiKeyId, ...input } })).codes).toEqual([
        'BAD_USER_INPUT',
      ]);
    const unknown = { apiKeyId: '00000000-0000-7000-8000-000000000000', retentionDays: 1 };
    expect((await graphql.run(preview, asking, { input: unknown })).codes).toEqual(['NOT_FOUND']);
  });

  it('sets a PII mode, at once when asked to', async () => {
    const id = await createNumber();
    const set =
      'mutation ($input: SetNumberPiiModeInput!) { setNumberPiiMode(input: $input) { number { piiMode piiRetentionDays } sweep { id kind state number { id } } userErrors { field code } } }';
    for (const piiRetentionDays of [null, 0, 1.5]) {
      expect(await run(set, { input: { numberId: id, mode: 'STORE_X_DAYS', piiRetentionDays } })).toEqual({
        setNumberPiiMode: {
          number: null,
          sweep: null,
          userErrors: [{ field: 'piiRetentionDays', code: 'DAYS_INVALID' }],
        },
      });
    }
    expect(graphql.scheduled).toEqual([]);
    const { setNumberPiiMode: done } = await run(set, {
      input: { numberId: id, mode: 'STORE_X_DAYS', piiRetentionDays: 7, applyNow: true },
    });
    expect(done).toMatchObject({
      number: { piiMode: 'STORE_X_DAYS', piiRetentionDays: 7 },
      sweep: { kind: 'NUMBER', state: 'QUEUED', number: { id } },
      userErrors: [],
    });
    const sweep = (done as unknown as { sweep: { id: string } }).sweep.id;
    expect(graphql.scheduled).toEqual([['runSweep', { account: asking.account, sweep }]]);
    const preview =
      'query ($input: RetentionPreviewInput!) { retentionPreview(input: $input) { classes { class } } }';
    expect(
      (await graphql.run(preview, asking, { input: { numberId: id, mode: 'STORE_X_DAYS' } })).codes,
    ).toEqual(['BAD_USER_INPUT']);
    expect((await graphql.run(preview, asking, { input: { numberId: id } })).codes).toEqual([
      'BAD_USER_INPUT',
    ]);
    expect(
      (await graphql.run(preview, asking, { input: { numberId: id, mode: 'RELAY_ONLY', applyNow: true } }))
        .codes,
    ).toEqual([]);
  });

  it('runs and lists sweeps', async () => {
    for (const phases of [null, ['CONVERSATIONS']]) {
      await run(
        'mutation ($phases: [SweepPhaseName!]) { runSweep(input: { phases: $phases }) { sweep { id } userErrors { code } } }',
        { phases },
      );
    }
    const { sweeps } = await run(
      '{ sweeps(first: 1) { edges { cursor node { id trigger phases { name deleted classes { class deleted } } failures { recordId } } } pageInfo { hasNextPage endCursor } totalCount } }',
    );
    expect(sweeps).toMatchObject({
      edges: [{ node: { trigger: 'MANUAL', phases: [{ name: 'CONVERSATIONS', deleted: 0 }], failures: [] } }],
      pageInfo: { hasNextPage: true },
      totalCount: 2,
    });
    const after = (sweeps as unknown as { pageInfo: { endCursor: string } }).pageInfo.endCursor;
    const { sweeps: older } = await run(
      'query ($after: String) { sweeps(after: $after) { edges { node { id } } } }',
      { after },
    );
    const id = (older as unknown as { edges: { node: { id: string } }[] }).edges[0]?.node.id;
    const cancel = 'mutation ($id: ID!) { cancelSweep(input: { sweepId: $id }) { sweep { id state } } }';
    expect(await run(cancel, { id })).toMatchObject({ cancelSweep: { sweep: { id, state: 'CANCELED' } } });
    expect(
      await run('query ($id: ID!) { sweep(id: $id) { id } node(id: $id) { __typename } }', { id }),
    ).toEqual({ sweep: { id }, node: { __typename: 'Sweep' } });
    expect((await graphql.run('{ sweep(id: "none") { id } }', asking)).codes).toEqual(['NOT_FOUND']);
  });

  it('makes, changes and revokes API keys, and shows the secret once', async () => {
    const numberId = Buffer.from(`Number:${await createNumber()}`).toString('base64');
    const { createApiKey: created } = await run(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id prefix last4 number { name } retentionDays } secret userErrors { code } } }',
      { input: { name: 'key', numberId, retentionDays: 0 } },
    );
    const { secret, apiKey } = created as unknown as { secret: string; apiKey: { id: string } };
    expect(created).toMatchObject({
      apiKey: {
        prefix: secret.slice(0, 7),
        last4: secret.slice(-4),
        number: { name: 'Sales' },
        retentionDays: 0,
      },
      userErrors: [],
    });
    const refused = await run(
      'mutation ($id: ID!) { updateApiKeyRetention(input: { apiKeyId: $id, retentionDays: 0.5 }) { apiKey { id } userErrors { field } } }',
      { id: apiKey.id },
    );
    expect(refused).toEqual({
      updateApiKeyRetention: { apiKey: null, userErrors: [{ field: 'retentionDays' }] },
    });
    const { revokeApiKey: revoked } = await run(
      'mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { apiKey { revokedAt } } }',
      { id: apiKey.id },
    );
    expect(revoked).toMatchObject({ apiKey: { revokedAt: expect.any(String) } });
    expect(await run('{ apiKeys { edges { node { id } } totalCount } }')).toEqual({
      apiKeys: { edges: [{ node: { id: apiKey.id } }], totalCount: 1 },
    });
  });
});
